package dev.vigie.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings that come as JSON: in a variable of the environment, or in a file that another one
 * names, since Lambda's environment holds 4 KB. An unknown field, and what follows the JSON, is
 * refused.
 *
 * @param source the variable or the file, for messages
 * @param json the text
 */
record SettingsJson(String source, String json) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /**
   * Finds the text. An empty variable counts as absent.
   *
   * @return empty if neither variable is set
   * @throws VigieException {@code SETTING_INVALID} if both are, or the file cannot be read
   */
  static Optional<SettingsJson> find(
      Map<String, String> environment, String variable, String fileVariable) {
    Optional<String> given = find(environment, variable);
    Optional<String> file = find(environment, fileVariable);
    if (given.isPresent() && file.isPresent()) {
      throw invalid(variable + " and " + fileVariable + " are both set; one of them counts", null);
    }
    return given
        .map(json -> new SettingsJson(variable, json))
        .or(() -> file.map(path -> new SettingsJson(path, contents(fileVariable, path))));
  }

  /**
   * Reads the settings.
   *
   * @throws VigieException {@code SETTING_INVALID}, or what the settings' own constructors throw
   */
  <T> T as(Class<T> type) {
    try {
      T settings = MAPPER.readValue(json, type);
      if (settings == null) {
        throw invalid(source + " is null", null);
      }
      return settings;
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof VigieException refused) {
        throw refused;
      }
      throw invalid(source + " cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  private static String contents(String fileVariable, String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw invalid(fileVariable + " names " + file + ", which cannot be read", e);
    }
  }

  private static Optional<String> find(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty());
  }

  private static VigieException invalid(String message, @Nullable Throwable cause) {
    return new VigieException(ErrorCode.SETTING_INVALID, message, cause);
  }
}
