package dev.vigie.functions;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Makes beans from settings, as the factory of the real functions does. */
@Factory
final class GreetingFactory {

  @Singleton
  Greeting greeting() {
    String text = System.getenv().getOrDefault("VIGIE_TEST_GREETING", "hello");
    if (text.isBlank()) {
      throw new VigieException(ErrorCode.SETTING_INVALID, "VIGIE_TEST_GREETING is blank");
    }
    return new Greeting(text);
  }
}
