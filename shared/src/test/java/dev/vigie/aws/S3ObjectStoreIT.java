package dev.vigie.aws;

import dev.vigie.config.S3Settings;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.ObjectStoreContract;
import dev.vigie.storage.S3Fixture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The S3 adapter keeps the contract: on the embedded S3, and also on the bucket that {@code
 * VIGIE_BUCKET} and {@code VIGIE_S3_ENDPOINT} name, with the credentials of AWS's default chain.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("targets")
class S3ObjectStoreIT extends ObjectStoreContract {
  private final Target target;
  private final ObjectStore store;

  S3ObjectStoreIT(Target target) {
    this.target = target;
    this.store = target.open();
  }

  static Stream<Target> targets() {
    Stream<Target> named =
        System.getenv(S3Settings.ENDPOINT_VARIABLE) == null ? Stream.of() : Stream.of(Target.NAMED);
    return Stream.concat(Stream.of(Target.EMBEDDED), named);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Override
  protected boolean keepsToS3() {
    return target != Target.EMBEDDED;
  }

  enum Target {
    EMBEDDED {
      @Override
      ObjectStore open() {
        return S3Fixture.open(Bucket.OF_THIS_CLASS);
      }
    },
    NAMED {
      @Override
      ObjectStore open() {
        return S3ObjectStore.open(S3Settings.fromEnvironment(System.getenv()));
      }
    };

    abstract ObjectStore open();
  }

  /** Made when the first test asks for it. */
  private static final class Bucket {
    static final String OF_THIS_CLASS = S3Fixture.newBucket();
  }
}
