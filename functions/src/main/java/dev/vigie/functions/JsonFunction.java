package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.JsonDocuments;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A Lambda handler that takes a JSON object and answers with JSON. Its {@code @Inject} fields are
 * set when Lambda makes it, before the first event.
 *
 * <p>A bad request is <em>answered</em>, as {@code {"status":"REFUSED","error":{"code":…,
 * "message":…,"hint":…}}}: the same event would fail again, so Lambda shall not try it again. Every
 * other failure is thrown as a {@link FunctionFailure}, so that Lambda does.
 *
 * <p>Lambda uses one instance for one event at a time.
 */
public abstract class JsonFunction implements RequestStreamHandler {
  /** The largest event taken, in bytes: an asynchronous event is never larger (Lambda quotas). */
  public static final int MAX_EVENT_BYTES = 1024 * 1024;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Sets the {@code @Inject} fields from the beans of {@code dev.vigie}'s factories. */
  // Nobody else sees the instance before Lambda does, and a subclass has no state of its own yet.
  @SuppressWarnings("this-escape")
  protected JsonFunction() {
    Beans.CONTEXT.inject(this);
  }

  /**
   * Does the work.
   *
   * @param event the event, an object
   * @return the answer: a tree, or a record that {@link JsonDocuments} can write
   * @throws VigieException of category {@code BAD_REQUEST} to refuse, of another to fail
   */
  protected abstract Object handle(ObjectNode event, Context context);

  @Override
  public final void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    output.write(JsonDocuments.bytes(answer(input, context)));
  }

  private Object answer(InputStream input, Context context) throws IOException {
    try {
      return handle(event(input), context);
    } catch (VigieException e) {
      if (e.code().category() == ErrorCategory.BAD_REQUEST) {
        return refusal(e);
      }
      throw new FunctionFailure(e);
    }
  }

  private static ObjectNode event(InputStream input) throws IOException {
    byte[] bytes = input.readNBytes(MAX_EVENT_BYTES + 1);
    if (bytes.length > MAX_EVENT_BYTES) {
      throw invalid("the event is larger than " + MAX_EVENT_BYTES + " bytes");
    }
    return read(bytes);
  }

  /**
   * The object that the text is.
   *
   * @throws VigieException {@code REQUEST_INVALID} if it is none
   */
  static ObjectNode read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode read(byte[] bytes) {
    try {
      JsonNode event = JSON.readTree(bytes);
      if (event instanceof ObjectNode object) {
        return object;
      }
      throw invalid("the event is not a JSON object but " + event.getNodeType());
    } catch (IOException e) {
      // The parser's own message may quote the event, and with it what should not be told.
      throw invalid("the event is not one whole JSON object (" + kind(e) + ")");
    }
  }

  /** Where and of what kind a parser's complaint is; not every complaint knows where it is. */
  private static String kind(IOException e) {
    JsonLocation location = e instanceof JsonProcessingException p ? p.getLocation() : null;
    String where =
        location == null ? "" : " at " + location.getLineNr() + ":" + location.getColumnNr();
    return e.getClass().getSimpleName() + where;
  }

  private static ObjectNode refusal(VigieException e) {
    ObjectNode answer = JSON.createObjectNode().put("status", "REFUSED");
    answer
        .putObject("error")
        .put("code", e.code().name())
        .put("message", e.getMessage())
        .put("hint", e.hint());
    return answer;
  }

  private static VigieException invalid(String message) {
    return new VigieException(ErrorCode.REQUEST_INVALID, message);
  }

  /**
   * The beans, made once for the process. What Micronaut could find out about its surroundings is
   * left out: it costs start-up time, and settings come from the environment by the factories.
   */
  private static final class Beans {
    static final ApplicationContext CONTEXT =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .deduceCloudEnvironment(false)
            .bootstrapEnvironment(false)
            .environmentPropertySource(false)
            .banner(false)
            .start();

    private Beans() {}
  }
}
