package dev.vigie.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A service on this machine that answers as it is told, and keeps what it was sent. */
final class LoopbackServer implements AutoCloseable {
  /** A request as it arrived; names of headers in lower case. */
  record Request(String method, String path, Map<String, String> headers, String body) {}

  /** What is answered. */
  record Answer(int status, Map<String, String> headers, String body) {
    static Answer of(int status) {
      return new Answer(status, Map.of(), "");
    }
  }

  private final HttpServer server;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private Answer otherwise;

  /** Answers so where nothing else is next. */
  LoopbackServer(Answer otherwise) {
    this(otherwise, HttpServer::create);
  }

  /** As above, by HTTPS with the certificate. */
  LoopbackServer(Answer otherwise, SSLContext certificate) {
    this(
        otherwise,
        (address, backlog) -> {
          HttpsServer https = HttpsServer.create(address, backlog);
          https.setHttpsConfigurator(new HttpsConfigurator(certificate));
          return https;
        });
  }

  /** Makes the server that is started. */
  private interface Maker {
    HttpServer of(InetSocketAddress address, int backlog) throws IOException;
  }

  private LoopbackServer(Answer otherwise, Maker maker) {
    this.otherwise = otherwise;
    try {
      server = maker.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  /** The next answers, one after the other. */
  synchronized void next(Answer... some) {
    answers.addAll(List.of(some));
  }

  /** Answers so from now on. */
  synchronized void always(Answer answer) {
    otherwise = answer;
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  String address(String path) {
    String root = server instanceof HttpsServer ? "https://localhost:" : "http://127.0.0.1:";
    return root + server.getAddress().getPort() + path;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      requests.add(
          new Request(
              exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
      Answer answer = next();
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] bytes = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private synchronized Answer next() {
    Answer answer = answers.poll();
    return answer == null ? otherwise : answer;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
