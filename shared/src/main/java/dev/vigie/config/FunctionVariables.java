package dev.vigie.config;

/**
 * Environment variables that only the functions read. The stack that deploys them sets them by the
 * same names.
 */
public final class FunctionVariables {
  /** Names the SSM document that runs {@code vigie node run}. */
  public static final String DOCUMENT = "VIGIE_SSM_DOCUMENT";

  /** Names the CloudWatch log group that keeps the commands' whole output. */
  public static final String LOG_GROUP = "VIGIE_SSM_LOG_GROUP";

  private FunctionVariables() {}
}
