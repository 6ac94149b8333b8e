package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where all settings stand: the CDK context's object {@code vigie}, with the chosen environment's
 * own settings laid over it. {@code -c environment=…} or the variable VIGIE_ENVIRONMENT chooses one
 * of {@code vigie.environments}; without either none is chosen.
 *
 * @param vigie the settings in force, every key of which is known
 * @param environment the chosen environment's name
 * @param suffixes where the bucket's suffix may stand outside {@code vigie}
 */
record VigieContext(ContextObject vigie, Optional<String> environment, Suffixes suffixes) {
  private static final String ROOT = "vigie";
  private static final String SUFFIX = "bucketSuffix";
  private static final String SUFFIX_VARIABLE = "BUCKET_SUFFIX";
  private static final String ENVIRONMENT = "environment";
  private static final String ENVIRONMENTS = "environments";
  private static final String ENVIRONMENT_VARIABLE = "VIGIE_ENVIRONMENT";

  // Each stack's settings read their own: storage the flat ones, InfraSettings infra, and ops is
  // the object of the functions, schedules and alarms.
  private static final Set<String> KEYS =
      Set.of(
          "project",
          "region",
          SUFFIX,
          "retention",
          "cold",
          "encryption",
          "replication",
          "infra",
          "ops");
  private static final Set<String> KEYS_WITH_ENVIRONMENTS =
      Stream.concat(KEYS.stream(), Stream.of(ENVIRONMENTS)).collect(Collectors.toUnmodifiableSet());

  // It stands in host names, of which a part has 63 characters at most (RFC 1035, 2.3.4).
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{1,11}");

  /** The bucket's suffix as {@code -c bucketSuffix} and as BUCKET_SUFFIX give it. */
  record Suffixes(Optional<String> option, Optional<String> variable) {}

  /**
   * The settings of the chosen environment.
   *
   * @param context the app's whole context, in which keys of the CDK and of others are left alone
   * @param variables the process's environment
   * @throws VigieException {@code SETTING_INVALID}, naming key, value and what is right
   */
  static VigieContext of(ContextObject context, Map<String, String> variables) {
    refuseMisplaced(context);
    var vigie = context.object(ROOT);
    vigie.refuseOthersThan(KEYS_WITH_ENVIRONMENTS);
    var chosen =
        context
            .text(ENVIRONMENT)
            .or(() -> Optional.ofNullable(variables.get(ENVIRONMENT_VARIABLE)));
    var environments = vigie.object(ENVIRONMENTS);
    chosen.ifPresent(name -> refuseUnknown(name, environments));
    return in(
        vigie,
        chosen,
        new Suffixes(context.text(SUFFIX), Optional.ofNullable(variables.get(SUFFIX_VARIABLE))));
  }

  /**
   * The settings of every environment that is not chosen, so that a mistake in one is found by
   * whoever synthesises any. A suffix that such an environment is given only when it is deployed
   * itself is not missed.
   */
  static List<VigieContext> notChosen(ContextObject context, Map<String, String> variables) {
    var chosen = of(context, variables).environment;
    var withSuffix = new HashMap<>(variables);
    withSuffix.putIfAbsent(SUFFIX_VARIABLE, "x");
    return context.object(ROOT).object(ENVIRONMENTS).keys().stream()
        .filter(name -> !chosen.equals(Optional.of(name)))
        .map(name -> of(context.with(ENVIRONMENT, name), withSuffix))
        .toList();
  }

  /** The bucket's suffix: {@code -c} wins over {@code vigie}, and both over the variable. */
  Optional<String> bucketSuffix() {
    return suffixes.option().or(() -> vigie.text(SUFFIX)).or(suffixes::variable);
  }

  private static VigieContext in(
      ContextObject vigie, Optional<String> environment, Suffixes suffixes) {
    var base = vigie.without(ENVIRONMENTS);
    if (environment.isEmpty()) {
      return new VigieContext(base, environment, suffixes);
    }
    var over = vigie.object(ENVIRONMENTS).object(environment.get());
    over.refuseOthersThan(KEYS);
    return new VigieContext(base.overlaidWith(over), environment, suffixes);
  }

  private static void refuseUnknown(String name, ContextObject environments) {
    if (!environments.keys().contains(name)) {
      throw ContextObject.refused(
          "environment is '%s'; %s."
              .formatted(
                  name,
                  environments.keys().isEmpty()
                      ? "vigie.environments in cdk.json has none, so none can be chosen"
                      : "it must be one of vigie.environments in cdk.json, which has "
                          + String.join(", ", environments.keys())));
    }
    if (!NAME.matcher(name).matches()) {
      throw ContextObject.refused(
          "environment is '%s'; it must be 2 to 12 lower-case letters and digits, beginning with a letter."
              .formatted(name));
    }
  }

  /** A setting that looks like one of Vigie's and would not be read must not pass in silence. */
  private static void refuseMisplaced(ContextObject context) {
    for (var key : context.keys()) {
      if (key.equals(ROOT) || key.equals(SUFFIX) || key.equals(ENVIRONMENT)) {
        continue;
      }
      if (plain(key).equals(ENVIRONMENT)) {
        throw ContextObject.refused(
            "context key '%s' is not read; give -c environment=….".formatted(key));
      }
      for (var known : KEYS_WITH_ENVIRONMENTS) {
        if (plain(key).equals(plain(known))) {
          throw ContextObject.refused(
              "context key '%s' is not read; write '%s' inside the object 'vigie' of cdk.json%s."
                  .formatted(key, known, known.equals(SUFFIX) ? " or give -c bucketSuffix=…" : ""));
        }
      }
      if (plain(key).startsWith(ROOT)) {
        throw ContextObject.refused(
            "context key '%s' is unknown; settings stand inside the object 'vigie' of cdk.json."
                .formatted(key));
      }
    }
  }

  /** Without case, hyphens, underscores and dots: so bucket-suffix is known as bucketSuffix. */
  private static String plain(String key) {
    return key.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }
}
