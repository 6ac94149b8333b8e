package dev.vigie.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} owes for keys and listings, beside what it owes for objects. */
abstract class ListingContract extends ReadWriteContract {
  @Test
  void keys_ofAllCharacters_areWrittenReadAndListed() throws IOException {
    List<String> names =
        List.of(
            "with space",
            "plus+and%25&percent",
            "!-_.*'()",
            "größe/日本語/😀",
            "a=b,c;d:e@f$g",
            "quote\"apos'<tag>&amp;",
            "back\\slash",
            "hash#frag?query=1",
            "tilde~^`|{}[]",
            "é".repeat(100),
            "trailing.",
            "~");
    for (String name : names) {
      put(name, name);
    }
    for (String name : names) {
      assertThat(text(folder + name)).isEqualTo(name);
      assertThat(store().head(folder + name)).isPresent();
      assertThat(store().tags(folder + name)).isEmpty();
    }
    assertThat(store().list(folder, "", 100))
        .extracting(StoredObject::key)
        .containsExactlyElementsOf(
            names.stream().map(name -> folder + name).sorted(Utf8Order.INSTANCE).toList());
  }

  @Test
  void list_manyKeys_givesThemInPagesAndInByteOrder() throws Exception {
    List<Callable<Boolean>> writes = new ArrayList<>();
    for (int i = 0; i < 1_005; i++) {
      String name = "k%04d".formatted(i);
      writes.add(() -> wins(() -> put(name, name)));
    }
    assertThat(together(writes)).containsOnly(true);

    assertThat(names(store().list(folder, "", 10_000))).hasSize(1_005).isSorted();
    assertThat(store().list(folder, "", 1_001)).hasSize(1_001);
    assertThat(names(store().list(folder, folder + "k0002", 3)))
        .containsExactly("k0003", "k0004", "k0005");
    assertThat(names(store().list(folder + "k100", "", 10)))
        .containsExactly("k1000", "k1001", "k1002", "k1003", "k1004");
    assertThat(store().list(folder, folder + "k1004", 10)).isEmpty();
    StoredObject listed = store().list(folder, "", 1).getFirst();
    assertThat(listed.size()).isEqualTo(5);
    assertThat(listed.versionId()).isEmpty();
    assertThat(listed.etag())
        .isEqualTo(store().head(listed.key()).map(StoredObject::etag).orElseThrow());
    assertFails(ErrorCode.REQUEST_INVALID, () -> store().list(folder, "", 0));
  }

  @Test
  void list_keysBeyondTheBasicPlane_areInByteOrder() {
    for (String name : List.of("\uffee", "😀", "z", "Z", "a-b", "a/b", "a")) {
      put(name, "x");
    }
    List<String> listed = names(store().list(folder, "", 10));
    assertThat(listed)
        .containsExactlyInAnyOrder("Z", "a", "a-b", "a/b", "z", "\uffee", "😀")
        .startsWith("Z", "a", "a-b", "a/b", "z");
    if (keepsToS3()) {
      assertThat(listed).endsWith("\uffee", "😀");
      assertThat(names(store().list(folder, folder + "\uffee", 10))).containsExactly("😀");
    }
  }

  @Test
  void listFolders_severalLevels_givesTheNextSegmentsOnce() {
    for (String name : List.of("b/c", "b/d/e", "a-b/c", "a/c", "d", "ü ö/x", "b!/y")) {
      put(name, "x");
    }
    assertThat(store().listFolders(folder)).containsExactly("a", "a-b", "b", "b!", "ü ö");
    assertThat(store().listFolders(folder + "b/")).containsExactly("d");
    assertThat(store().listFolders(folder + "none/")).isEmpty();
    assertThat(store().listFolders("")).contains("contract");
    assertFails(ErrorCode.REQUEST_INVALID, () -> store().listFolders("contract"));
  }

  private List<String> names(List<StoredObject> objects) {
    return objects.stream().map(object -> object.key().substring(folder.length())).toList();
  }
}
