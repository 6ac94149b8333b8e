package dev.vigie.cli;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Recovery;
import dev.vigie.drill.DrillPlace;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.DrillContainer;
import dev.vigie.operation.OperationId;
import dev.vigie.postgres.PgTools;

/**
 * Drills in containers of the image that a backup's database ran on, by its digest.
 *
 * @param service whose image that was
 * @param bounds of a container
 */
record DrillInContainer(String service, DrillContainer.Bounds bounds) implements DrillPlace {
  @Override
  public long freeBytes() {
    return DrillContainer.freeBytes(bounds);
  }

  @Override
  public Server open(OperationId drill, Manifest manifest, long room) {
    String image =
        manifest.recovery().stream()
            .flatMap(recovery -> recovery.images().stream())
            .filter(each -> each.service().equals(service))
            .map(Recovery.Image::image)
            .findFirst()
            .orElseThrow(() -> unknownImage(manifest));
    return new InContainer(DrillContainer.start(drill.value(), image, room, bounds), image);
  }

  private VigieException unknownImage(Manifest manifest) {
    return new VigieException(
        ErrorCode.SETTING_INVALID,
        "backup %s names no image of the service %s, which %s names"
            .formatted(manifest.backupId(), service, DrillPlaces.SERVICE_VARIABLE),
        "vigie show names the images of a backup.",
        null);
  }

  private record InContainer(DrillContainer container, String image) implements Server {
    @Override
    public PgTools tools() {
      return container.tools().on("postgres");
    }

    @Override
    public String description() {
      return image;
    }

    @Override
    public void close() {
      container.close();
    }
  }
}
