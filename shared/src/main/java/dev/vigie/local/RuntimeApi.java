package dev.vigie.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The HTTP side of {@link LambdaRuntime}: the Runtime API of the AWS Lambda Developer Guide, "Using
 * the Lambda runtime API", version 2018-06-01, on a loopback port. Thread-safe.
 *
 * <p>JDK 25's server holds the response's head back until its body is written, so both leave in one
 * packet; the 40 ms of a delayed acknowledgement, which two small packets would cost on every
 * invocation, do not arise.
 */
final class RuntimeApi implements AutoCloseable {
  /** Lambda's bound on the payload of a synchronous invocation, request and response. */
  static final int MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

  private static final String ROOT = "/2018-06-01/runtime/";
  private static final String INVOCATION = ROOT + "invocation/";
  private static final String RESPONSE = "/response";
  private static final String ERROR = "/error";

  private final String functionArn;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
  private final Map<String, Invocation> open = new ConcurrentHashMap<>();
  private final CompletableFuture<Optional<LambdaResult.Failed>> started =
      new CompletableFuture<>();
  private final CompletableFuture<LambdaResult> ended = new CompletableFuture<>();

  private record Invocation(
      String id, ByteBuffer event, long deadlineMillis, CompletableFuture<LambdaResult> result) {}

  RuntimeApi(String functionArn) throws IOException {
    this.functionArn = functionArn;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Host and port, the value of {@code AWS_LAMBDA_RUNTIME_API}. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Done when the function first asks for an event, or reports that it could not start. */
  CompletableFuture<Optional<LambdaResult.Failed>> started() {
    return started;
  }

  /** Hands an event to the function; the result is done when the function answers, or ends. */
  CompletableFuture<LambdaResult> offer(byte[] event, Duration timeout) {
    CompletableFuture<LambdaResult> result = new CompletableFuture<>();
    String id = UUID.randomUUID().toString();
    long deadline = System.currentTimeMillis() + timeout.toMillis();
    Invocation invocation = new Invocation(id, ByteBuffer.wrap(event), deadline, result);
    open.put(id, invocation);
    waiting.add(invocation);
    // After it was put: whoever ends the function now finds it, or has already ended.
    if (ended.isCompletedExceptionally()) {
      result.completeExceptionally(ended.exceptionNow());
    }
    return result;
  }

  /** Fails what waits for the function, now and later. */
  void end(VigieException reason) {
    started.completeExceptionally(reason);
    ended.completeExceptionally(reason);
    open.values().forEach(invocation -> invocation.result().completeExceptionally(reason));
  }

  @Override
  public void close() {
    executor.shutdownNow();
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String request = exchange.getRequestMethod() + " " + path;
      if (request.equals("GET " + INVOCATION + "next")) {
        next(exchange);
      } else if (request.equals("POST " + ROOT + "init" + ERROR)) {
        started.complete(Optional.of(failed(exchange)));
        answer(exchange, 202);
      } else if (request.startsWith("POST " + INVOCATION) && path.endsWith(RESPONSE)) {
        Optional<Invocation> invocation = invocation(path, RESPONSE);
        invocation.ifPresent(found -> found.result().complete(answered(exchange)));
        answer(exchange, invocation.isPresent() ? 202 : 400);
      } else if (request.startsWith("POST " + INVOCATION) && path.endsWith(ERROR)) {
        Optional<Invocation> invocation = invocation(path, ERROR);
        LambdaResult.Failed failed = failed(exchange);
        invocation.ifPresent(found -> found.result().complete(failed));
        answer(exchange, invocation.isPresent() ? 202 : 400);
      } else {
        answer(exchange, 404);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    started.complete(Optional.empty());
    Invocation invocation = waiting.take();
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
    headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(invocation.deadlineMillis()));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", functionArn);
    headers.set("Lambda-Runtime-Trace-Id", traceId(invocation));
    // A length of 0 would mean chunks of unknown number.
    int length = invocation.event().remaining();
    exchange.sendResponseHeaders(200, length == 0 ? -1 : length);
    exchange.getResponseBody().write(invocation.event().array());
  }

  /** X-Ray's form: version, seconds in hexadecimal, 96 bits; sampled by nobody. */
  private static String traceId(Invocation invocation) {
    String seconds = Long.toHexString(invocation.deadlineMillis() / 1000);
    String unique = invocation.id().replace("-", "").substring(8);
    return "Root=1-" + seconds + "-" + unique + ";Sampled=0";
  }

  private Optional<Invocation> invocation(String path, String end) {
    int from = INVOCATION.length();
    int to = path.length() - end.length();
    return from < to
        ? Optional.ofNullable(open.remove(path.substring(from, to)))
        : Optional.empty();
  }

  private static LambdaResult answered(HttpExchange exchange) {
    String body = body(exchange);
    // The code of Lambda itself for this fault.
    return body.length() > MAX_PAYLOAD_BYTES
        ? new LambdaResult.Failed(
            "Function.ResponseSizeTooLarge", "{\"errorType\":\"Function.ResponseSizeTooLarge\"}")
        : new LambdaResult.Answered(body);
  }

  private static LambdaResult.Failed failed(HttpExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst("Lambda-Runtime-Function-Error-Type");
    return new LambdaResult.Failed(type == null ? "" : type, body(exchange));
  }

  private static String body(HttpExchange exchange) {
    try {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_PAYLOAD_BYTES + 1);
      return new String(body, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }
}
