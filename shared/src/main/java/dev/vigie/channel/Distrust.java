package dev.vigie.channel;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a server's certificate was not taken. */
final class Distrust {
  private Distrust() {}

  /**
   * Of a connection that failed. The causes' own words are not repeated: they quote the
   * certificate, and so whoever shows it.
   *
   * @return what is wrong with "its certificate"; empty if it failed for another reason
   */
  static Optional<String> of(Throwable failure) {
    boolean judged = causes(failure).anyMatch(CertificateException.class::isInstance);
    return judged ? Optional.of("its certificate " + fault(failure)) : Optional.empty();
  }

  private static String fault(Throwable failure) {
    // The innermost says it: a date is wrong somewhere in a path that was not valid for it.
    return causes(failure)
        .flatMap(
            cause ->
                switch (cause) {
                  case CertificateExpiredException _ -> Stream.of("has ended");
                  case CertificateNotYetValidException _ -> Stream.of("is not valid yet");
                  case CertPathBuilderException _ ->
                      Stream.of("is of no authority that this machine knows");
                  case CertPathValidatorException _ -> Stream.of("does not hold");
                  default -> Stream.empty();
                })
        .reduce((_, inner) -> inner)
        .orElse("is not for the name in the secret");
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
