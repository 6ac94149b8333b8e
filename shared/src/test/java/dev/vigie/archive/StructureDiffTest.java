package dev.vigie.archive;

import static dev.vigie.archive.ArchiveBuilder.entry;
import static dev.vigie.archive.ArchiveBuilder.tableData;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StructureDiffTest {
  private static final TocEntry TABLE = entry(5, "TABLE", "t", "CREATE TABLE t (a int);");

  @Test
  void entries_inAnotherOrderWithOtherIds_areTheSame() {
    TocEntry view = entry(6, "VIEW", "v", "CREATE VIEW v …");

    StructureDiff diff =
        StructureDiff.between(
            List.of(TABLE, view),
            List.of(
                entry(3, "VIEW", "v", "CREATE VIEW v …"),
                entry(9, "TABLE", "t", TABLE.definition())));

    assertThat(diff.same()).isTrue();
    assertThat(diff.rewritten()).isEmpty();
  }

  @Test
  void entry_thatIsMissing_isTold() {
    StructureDiff diff = StructureDiff.between(List.of(TABLE), List.of());

    assertThat(diff.same()).isFalse();
    assertThat(diff.missing()).containsExactly(TABLE);
  }

  @Test
  void entry_thatWasAdded_isTold() {
    StructureDiff diff = StructureDiff.between(List.of(), List.of(TABLE));

    assertThat(diff.same()).isFalse();
    assertThat(diff.added()).containsExactly(TABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ACL", "SEQUENCE SET", "COMMENT", "DEFAULT ACL", "EXTENSION", "BLOB", "SEQUENCE"})
  void definition_thatChanged_isAFailure(String description) {
    StructureDiff diff =
        StructureDiff.between(
            List.of(entry(1, description, "x", "one")), List.of(entry(1, description, "x", "two")));

    assertThat(diff.same()).isFalse();
    assertThat(diff.changed()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONSTRAINT",
        "CHECK CONSTRAINT",
        "VIEW",
        "MATERIALIZED VIEW",
        "RULE",
        "INDEX",
        "DEFAULT",
        "POLICY",
        "TRIGGER",
        "DOMAIN",
        "TABLE",
        "FUNCTION"
      })
  void definition_withExpressionsThatChanged_isANote(String description) {
    TocEntry stored = entry(1, description, "x", "one");
    TocEntry restored = entry(1, description, "x", "two");

    StructureDiff diff = StructureDiff.between(List.of(stored), List.of(restored));

    assertThat(diff.same()).isTrue();
    assertThat(diff.rewritten()).containsExactly(new StructureDiff.Change(stored, restored));
  }

  @Test
  void grants_inAnotherOrder_areTheSame() {
    StructureDiff diff =
        StructureDiff.between(
            List.of(entry(1, "ACL", "TABLE t", "GRANT ALL ON t TO a;\nGRANT SELECT ON t TO b;\n")),
            List.of(entry(2, "ACL", "TABLE t", "GRANT SELECT ON t TO b;\nGRANT ALL ON t TO a;\n")));

    assertThat(diff.same()).isTrue();
  }

  @Test
  void database_andWhatIsGrantedOnIt_doesNotCount() {
    StructureDiff diff =
        StructureDiff.between(
            List.of(
                entry(1, "DATABASE", "shop", "CREATE DATABASE shop;"),
                entry(2, "DATABASE PROPERTIES", "shop", "ALTER DATABASE shop SET …"),
                entry(3, "ACL", "DATABASE shop", "GRANT …"),
                entry(4, "COMMENT", "DATABASE shop", "COMMENT …"),
                entry(5, "SECURITY LABEL", "DATABASE shop", "SECURITY LABEL …")),
            List.of());

    assertThat(diff.same()).isTrue();
  }

  @Test
  void data_isNotStructure() {
    assertThat(StructureDiff.between(List.of(tableData(3, "t")), List.of()).same()).isTrue();
  }

  @Test
  void operators_ofOneName_areToldApartByTheirDefinitions() {
    TocEntry ofInt = entry(1, "OPERATOR", "+", "CREATE OPERATOR + (int)");
    TocEntry ofText = entry(2, "OPERATOR", "+", "CREATE OPERATOR + (text)");

    StructureDiff diff = StructureDiff.between(List.of(ofInt, ofText), List.of(ofText));

    assertThat(diff.missing()).containsExactly(ofInt);
    assertThat(diff.changed()).isEmpty();
  }

  @Test
  void tablespace_thatChanged_isAFailureOfAnyKind() {
    TocEntry moved =
        new TocEntry(
            5,
            1259,
            1,
            "t",
            "TABLE",
            Section.PRE_DATA,
            TABLE.definition(),
            "",
            "",
            "public",
            "fast",
            "",
            '\0',
            "owner",
            List.of(),
            false);

    assertThat(StructureDiff.between(List.of(TABLE), List.of(moved)).changed()).hasSize(1);
  }
}
