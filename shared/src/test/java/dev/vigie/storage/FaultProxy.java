package dev.vigie.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vigie.storage.HttpMessage.Body;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on the loopback before an S3 server, which does to chosen requests what networks and
 * servers do to all of them one day. Each fault applies to the requests that its predicate accepts,
 * as often as it says, in the order in which the faults were added; others pass unchanged.
 *
 * <p>It forwards one request per connection and signs nothing: S3Mock checks no signature. Thread-
 * safe.
 */
public final class FaultProxy implements AutoCloseable {
  private final Supplier<URI> target;
  private final ServerSocket server;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Request> seen = new CopyOnWriteArrayList<>();

  /** Starts a proxy before the server, on a free port. */
  public FaultProxy(URI target) throws IOException {
    this(() -> target);
  }

  /** Starts a proxy before a server that may come back at another address. */
  public FaultProxy(Supplier<URI> target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Where the client connects. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Does this to the next requests that match, so many times. */
  public FaultProxy fail(int times, Predicate<Request> which, Fault fault) {
    rules.add(new Rule(which, fault, new AtomicInteger(times)));
    return this;
  }

  /** Does this to all requests that match, from now on. */
  public FaultProxy failAlways(Predicate<Request> which, Fault fault) {
    return fail(Integer.MAX_VALUE, which, fault);
  }

  /** Forgets all faults. */
  public void heal() {
    rules.clear();
  }

  /** How many requests came that match. */
  public long count(Predicate<Request> which) {
    return seen.stream().filter(which).count();
  }

  /**
   * A request's first line.
   *
   * @param method for example PUT
   * @param path as sent, escaped, with its query
   */
  public record Request(String method, String path) {
    /** A PUT of a whole object. */
    public boolean isPut() {
      return method.equals("PUT") && !path.contains("uploadId=");
    }

    /** A PUT of a part. */
    public boolean isPart() {
      return method.equals("PUT") && path.contains("uploadId=");
    }

    /** The end of an upload in parts. */
    public boolean isComplete() {
      return method.equals("POST") && path.contains("uploadId=");
    }

    /** The start of an upload in parts. */
    public boolean isStart() {
      return method.equals("POST") && path.contains("?uploads");
    }

    /** A GET of an object, or of anything else. */
    public boolean isGet() {
      return method.equals("GET");
    }
  }

  /** What happens to a request. */
  public sealed interface Fault {
    /** Answers with this status and S3 error code; the request is read and not forwarded. */
    record Answer(int status, String code) implements Fault {}

    /** Answers with this status and a body that is no XML; the request is not forwarded. */
    record Garble(int status) implements Fault {}

    /** Reads so many bytes of the request's body, then cuts the connection; not forwarded. */
    record CutRequest(long bytes) implements Fault {}

    /** Forwards the request, gives so many bytes of the answer's body, then cuts. */
    record CutResponse(long bytes) implements Fault {}

    /** Forwards the request, reads the answer, and cuts the connection without a byte of it. */
    record DropAnswer() implements Fault {}

    /** Forwards the request, reads the answer, and keeps it until the client leaves. */
    record KeepAnswer() implements Fault {}

    /** Changes one byte of the request's body on its way. */
    record CorruptRequest(long at) implements Fault {}

    /** Changes one byte of the answer's body on its way. */
    record CorruptResponse(long at) implements Fault {}

    /** Does something while the request waits, then forwards it. */
    record Meanwhile(Runnable action) implements Fault {}

    /** Does something in the request's place, and cuts the connection. */
    record Instead(Runnable action) implements Fault {}

    /** Reads so many bytes of the request's body, then does nothing until the client leaves. */
    record Stall(long bytes) implements Fault {}
  }

  private record Rule(Predicate<Request> which, Fault fault, AtomicInteger left) {
    boolean takes(Request request) {
      return which.test(request) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // The server socket was closed: the proxy ends.
      return;
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = new BufferedOutputStream(client.getOutputStream());
      HttpMessage request = HttpMessage.read(in);
      if (request == null) {
        return;
      }
      Request named = request.named();
      seen.add(named);
      Fault fault =
          rules.stream()
              .filter(rule -> rule.takes(named))
              .map(Rule::fault)
              .findFirst()
              .orElse(null);
      if (request.expectsContinue()) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII));
        out.flush();
      }
      apply(fault, request, in, out);
    } catch (IOException e) {
      // One side left; the other is closed too, and its user sees that.
      return;
    } finally {
      open.remove(client);
    }
  }

  private void apply(@Nullable Fault fault, HttpMessage request, InputStream in, OutputStream out)
      throws IOException {
    Body body = request.body(in);
    switch (fault) {
      case null -> forward(request, body, out, -1, Long.MAX_VALUE);
      case Fault.Answer answer -> {
        body.copyTo(OutputStream.nullOutputStream(), -1, Long.MAX_VALUE);
        HttpMessage.error(out, request, answer.status(), answer.code());
      }
      case Fault.Garble garble -> {
        body.copyTo(OutputStream.nullOutputStream(), -1, Long.MAX_VALUE);
        HttpMessage.answer(out, request, garble.status(), "<Error><Code>Garb".getBytes(US_ASCII));
      }
      case Fault.CutRequest cut -> body.copyTo(OutputStream.nullOutputStream(), -1, cut.bytes());
      case Fault.CutResponse cut -> forward(request, body, out, -1, cut.bytes());
      case Fault.DropAnswer drop ->
          forward(request, body, OutputStream.nullOutputStream(), -1, Long.MAX_VALUE);
      case Fault.KeepAnswer keep -> {
        forward(request, body, OutputStream.nullOutputStream(), -1, Long.MAX_VALUE);
        stallUntilClosed(out);
      }
      case Fault.CorruptRequest corrupt ->
          forward(request, body.corruptedAt(corrupt.at()), out, -1, Long.MAX_VALUE);
      case Fault.CorruptResponse corrupt ->
          forward(request, body, out, corrupt.at(), Long.MAX_VALUE);
      case Fault.Meanwhile meanwhile -> {
        meanwhile.action().run();
        forward(request, body, out, -1, Long.MAX_VALUE);
      }
      case Fault.Instead instead -> instead.action().run();
      case Fault.Stall stall -> {
        body.copyTo(OutputStream.nullOutputStream(), -1, stall.bytes());
        stallUntilClosed(out);
      }
    }
  }

  private void stallUntilClosed(OutputStream out) throws IOException {
    // The client's leaving is not read, because reading would take the bytes that must stay unread.
    // close() of this proxy ends the wait.
    synchronized (this) {
      while (!server.isClosed()) {
        try {
          wait();
        } catch (InterruptedException e) {
          throw new IOException("interrupted while stalling " + out, e);
        }
      }
    }
  }

  private void forward(
      HttpMessage request, Body body, OutputStream client, long corruptAt, long limit)
      throws IOException {
    try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target.get().getPort())) {
      OutputStream out = new BufferedOutputStream(upstream.getOutputStream());
      request.writeHead(out);
      body.copyTo(out, -1, Long.MAX_VALUE);
      out.flush();
      InputStream in = new BufferedInputStream(upstream.getInputStream());
      HttpMessage answer = HttpMessage.read(in);
      if (answer == null) {
        return;
      }
      answer.writeHead(client);
      answer.answerBody(in, request).copyTo(client, corruptAt, limit);
      client.flush();
    }
  }

  /** Ends the proxy and cuts every connection. */
  @Override
  public void close() throws IOException {
    server.close();
    synchronized (this) {
      notifyAll();
    }
    for (Socket socket : open) {
      socket.close();
    }
  }
}
