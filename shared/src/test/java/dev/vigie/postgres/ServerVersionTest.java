package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.VigieException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {

  @ParameterizedTest
  @CsvSource({"90400, 9, 4", "90624, 9, 6", "130022, 13, 22", "150018, 15, 18", "190000, 19, 0"})
  void ofNumber_serverVersionNum_isSplit(int number, int major, int minor) {
    assertThat(ServerVersion.ofNumber(number)).isEqualTo(new ServerVersion(major, minor));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 15, 90_324})
  void ofNumber_olderThanNineFour_isRefused(int number) {
    assertThatThrownBy(() -> ServerVersion.ofNumber(number))
        .isInstanceOf(VigieException.class)
        .hasMessageContaining(String.valueOf(number));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1) | 15.18",
        "postgres (PostgreSQL) 17.2 (Postgres.app) | 17.2",
        "pg_dump (PostgreSQL) 18beta1 | 18.0",
        "pg_dump (PostgreSQL) 19devel | 19.0",
        "pg_dump (PostgreSQL) 9.6.24 | 9.6",
        "pg_dump (EnterpriseDB) 16.1.0 | 16.1",
      })
  void ofProgram_everyKindOfRelease_isRead(String output, String version) {
    assertThat(ServerVersion.ofProgram(output)).map(ServerVersion::toString).contains(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pg_dump: not found", "15.18", "psql (PostgreSQL) 8.4.22"})
  void ofProgram_otherText_isEmpty(String output) {
    assertThat(ServerVersion.ofProgram(output)).isEmpty();
  }

  @Test
  void isSupported_bounds_are13To18() {
    assertThat(new ServerVersion(12, 22).isSupported()).isFalse();
    assertThat(new ServerVersion(13, 0).isSupported()).isTrue();
    assertThat(new ServerVersion(18, 1).isSupported()).isTrue();
    assertThat(new ServerVersion(19, 0).isSupported()).isFalse();
  }

  @Test
  void compareTo_minorReleases_areNumbers() {
    assertThat(new ServerVersion(15, 9)).isLessThan(new ServerVersion(15, 18));
    assertThat(new ServerVersion(16, 0)).isGreaterThan(new ServerVersion(15, 18));
  }
}
