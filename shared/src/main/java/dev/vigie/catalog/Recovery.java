package dev.vigie.catalog;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.volume.Volume;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an application needs beside its database to come back: which images ran, which versions of
 * which secrets they were given, and the files that they keep. Never a secret itself.
 *
 * @param images of the services
 * @param secrets their versions
 * @param volumes the archives of files
 */
public record Recovery(
    List<Image> images, List<SecretVersion> secrets, List<VolumeArchive> volumes) {
  // Docker's names of services and AWS's of secrets; and of an image with its digest whatever a
  // registry's address may hold.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./+=@-]{1,512}");
  private static final Pattern IMAGE = Pattern.compile("[!-~]{1,512}");

  /** Secrets Manager makes UUIDs ("PutSecretValue"): what is none might be a secret. */
  private static final Pattern VERSION =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** Keeps copies. */
  public Recovery {
    images = List.copyOf(images);
    secrets = List.copyOf(secrets);
    volumes = List.copyOf(volumes);
  }

  /** Nothing beside the database. */
  public static Recovery none() {
    return new Recovery(List.of(), List.of(), List.of());
  }

  /** The same with these archives of files. */
  public Recovery with(List<VolumeArchive> archives) {
    return new Recovery(images, secrets, archives);
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return images.isEmpty() && secrets.isEmpty() && volumes.isEmpty();
  }

  /**
   * An image that ran.
   *
   * @param service of the Swarm
   * @param image its name, with the digest where the Swarm knows it
   */
  public record Image(String service, String image) {
    /** Refuses what is no name, with {@code MANIFEST_INVALID}. */
    public Image {
      check(NAME, service, "the service of an image");
      check(IMAGE, image, "an image");
    }
  }

  /**
   * A secret's version.
   *
   * @param name of the secret
   * @param versionId a UUID
   */
  public record SecretVersion(String name, String versionId) {
    /**
     * Refuses what is no name or no version, without repeating it, with {@code MANIFEST_INVALID}.
     */
    public SecretVersion {
      check(NAME, name, "the name of a secret");
      check(VERSION, versionId, "the version id of a secret");
    }
  }

  /**
   * The files of a volume.
   *
   * @param volume its name
   * @param archive the name of the tar archive that holds them
   * @param files regular files
   * @param bytes of their contents
   */
  public record VolumeArchive(String volume, String archive, long files, long bytes) {
    /** Refuses a name that is no volume's: it becomes a directory's. {@code MANIFEST_INVALID}. */
    public VolumeArchive {
      if (!Volume.isName(volume) || !archive.equals(Manifest.volumeName(volume))) {
        throw invalid("the archive of a volume");
      }
    }
  }

  private static void check(Pattern pattern, String value, String what) {
    if (!pattern.matcher(value).matches()) {
      throw invalid(what);
    }
  }

  private static VigieException invalid(String what) {
    return new VigieException(
        ErrorCode.MANIFEST_INVALID, what + " in a recovery set is not as it can be");
  }
}
