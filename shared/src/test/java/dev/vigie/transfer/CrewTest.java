package dev.vigie.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.transfer.Crew.Piece;
import dev.vigie.transfer.Crew.Registration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CrewTest {
  @Test
  void run_allEnd_returns() {
    AtomicInteger done = new AtomicInteger();

    run(5, crew -> done.incrementAndGet());

    assertThat(done).hasValue(5);
  }

  @Test
  void run_oneFails_endsTheOthersAndTellsTheFirst() {
    AtomicInteger number = new AtomicInteger();
    CountDownLatch waiting = new CountDownLatch(2);

    assertThatThrownBy(
            () ->
                run(
                    3,
                    crew -> {
                      if (number.incrementAndGet() == 1) {
                        await(waiting);
                        throw new VigieException(ErrorCode.STORAGE_DENIED, "first");
                      }
                      CountDownLatch ended = new CountDownLatch(1);
                      try (Registration _ = crew.onFailure(ended::countDown)) {
                        waiting.countDown();
                        await(ended);
                      }
                      throw new VigieException(ErrorCode.CLIENT_FAILED, "killed");
                    }))
        .hasMessage("first")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
  }

  @Test
  void run_oneFails_interruptsTheOthers() {
    AtomicInteger number = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                run(
                    2,
                    crew -> {
                      if (number.incrementAndGet() == 1) {
                        throw new VigieException(ErrorCode.STORAGE_DENIED, "first");
                      }
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        throw new VigieException(ErrorCode.INTERRUPTED, "ended", e);
                      }
                    }))
        .hasMessage("first");
  }

  @Test
  void run_interrupted_endsAll() {
    CountDownLatch never = new CountDownLatch(1);
    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () ->
                run(
                    2,
                    crew -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        throw new VigieException(ErrorCode.CLIENT_FAILED, "ended", e);
                      }
                    }))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void run_moreWorkersThanPieces_doesEachOnceInTheirOrder() {
    List<Integer> done = new ArrayList<>();
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      pieces.add(crew -> done.add(number));
    }

    Crew.run(1, pieces);
    Crew.run(3, List.of());

    assertThat(done).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void add_byTheLastPiece_isDoneByWhoeverIsFree() {
    CountDownLatch bothAtWork = new CountDownLatch(2);
    Piece meets =
        crew -> {
          bothAtWork.countDown();
          await(bothAtWork);
        };

    Crew.run(
        2,
        List.of(
            crew -> {
              crew.add(meets);
              crew.add(meets);
            }));

    assertThat(bothAtWork.getCount()).isZero();
  }

  @Test
  void add_comesBehindWhatWaits() {
    List<String> done = new ArrayList<>();
    Piece adds =
        crew -> {
          crew.add(_ -> done.add("added"));
          done.add("first");
        };

    Crew.run(1, List.of(adds, _ -> done.add("second")));

    assertThat(done).containsExactly("first", "second", "added");
  }

  @Test
  void run_failsWhileOthersWaitForMore_endsThemToo() {
    Piece fails =
        _ -> {
          throw new VigieException(ErrorCode.STORAGE_DENIED, "first");
        };

    assertThatThrownBy(() -> Crew.run(3, List.of(fails))).hasMessage("first");
  }

  @Test
  void run_oneFails_leavesTheRestUndone() {
    AtomicInteger done = new AtomicInteger();
    Piece fails =
        crew -> {
          throw new VigieException(ErrorCode.STORAGE_DENIED, "first");
        };

    assertThatThrownBy(() -> Crew.run(1, List.of(fails, crew -> done.incrementAndGet())))
        .hasMessage("first");

    assertThat(done).hasValue(0);
  }

  @Test
  void run_errorOfTheMachine_isAFaultThatIsTold() {
    Piece fails =
        crew -> {
          throw new OutOfMemoryError("a test");
        };

    assertThatThrownBy(() -> Crew.run(2, List.of(fails, fails)))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void onFailure_takenBack_isNotCalled() {
    AtomicInteger ended = new AtomicInteger();

    assertThatThrownBy(
            () ->
                Crew.run(
                    1,
                    List.of(
                        crew -> {
                          assertThat(crew.hasFailed()).isFalse();
                          try (Registration _ = crew.onFailure(ended::incrementAndGet)) {
                            assertThat(ended).hasValue(0);
                          }
                          throw new VigieException(ErrorCode.STORAGE_DENIED, "first");
                        })))
        .hasMessage("first");

    assertThat(ended).as("taken back").hasValue(0);
  }

  /** So many workers who do the same. */
  private static void run(int count, Piece work) {
    Crew.run(count, Collections.nCopies(count, work));
  }

  private static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
