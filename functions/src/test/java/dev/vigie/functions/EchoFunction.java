package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import jakarta.inject.Inject;
import java.util.concurrent.locks.LockSupport;

/** Answers with the event, the greeting that was injected and how often it was asked. */
public final class EchoFunction extends JsonFunction {
  @Inject Greeting greeting;

  private int invocations;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    invocations++;
    switch (event.path("do").asText()) {
      case "refuse" -> throw new VigieException(ErrorCode.REQUEST_INVALID, "not \"that\"");
      case "fail" -> throw new VigieException(ErrorCode.NODE_UNAVAILABLE, "node n is away");
      case "break" -> throw new IllegalStateException("broken");
      case "exit" -> Runtime.getRuntime().halt(3);
      case "hang" -> hang();
      default -> System.out.println("echo says something");
    }
    return event
        .put("greeting", greeting.text())
        .put("invocations", invocations)
        .put("function", context.getFunctionName())
        .put("remaining", context.getRemainingTimeInMillis());
  }

  private static void hang() {
    while (true) {
      LockSupport.park();
    }
  }
}
