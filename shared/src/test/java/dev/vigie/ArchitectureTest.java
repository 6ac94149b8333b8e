package dev.vigie;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.Psql;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The directions in which packages may depend on each other, and what may be done in one place
 * only. A rule holds also while a package of the design has no class yet.
 */
@AnalyzeClasses(packages = "dev.vigie", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final DescribedPredicate<JavaClass> VIGIE = resideInAPackage("dev.vigie..");
  private static final DescribedPredicate<JavaClass> PORTS =
      in("postgres", "storage", "node", "config", "error");
  private static final DescribedPredicate<JavaClass> BLOCKS =
      in("archive", "transfer", "catalog", "operation", "volume");
  private static final DescribedPredicate<JavaClass> USE_CASES =
      in("backup", "restore", "drill", "retention", "probe", "alert", "report", "evidence");
  private static final DescribedPredicate<JavaClass> AWS = in("aws");
  private static final DescribedPredicate<JavaClass> LOCAL = in("local");
  private static final DescribedPredicate<JavaClass> CHANNELS = in("channel");
  private static final DescribedPredicate<JavaClass> ENTRY_POINTS = in("cli", "functions");

  /** Programs of their own, which the local mode starts: their standard output is a pipe. */
  private static final DescribedPredicate<JavaClass> CHILD_PROGRAMS =
      nameMatching("dev\\.vigie\\.local\\.EmbeddedS3Child(\\$.*)?").forSubtype();

  /** Each waits for something that cannot wake it, for a bounded time. */
  private static final DescribedPredicate<JavaClass> MAY_WAIT =
      // A started program's children have no event that tells of their end, the embedded S3 none
      // for an object that came, a bucket none for a laptop, a container none for a server that is
      // up, the kernel none for one of several locks that is free, SSM none for whoever waits for a
      // machine's answer, and a service none for when it would take what it did not.
      nameMatching(
              "dev\\.vigie\\.(local\\.(LocalNodeCommands|BucketEvents|ContainerPostgres|DrillContainer)|cli\\.(OperationFollower|Watch)|aws\\.SsmMachines|channel\\.HttpSender|node\\.NodeSlots)(\\$.*)?")
          .forSubtype();

  @ArchTest
  static final ArchRule ports_dependOnNothingAbove =
      noClasses()
          .that(PORTS)
          .should()
          .dependOnClassesThat(VIGIE.and(not(PORTS)))
          .because("values and ports are what everything else agrees on")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule buildingBlocks_dependOnPortsOnly =
      noClasses()
          .that(BLOCKS)
          .should()
          .dependOnClassesThat(VIGIE.and(not(BLOCKS.or(PORTS))))
          .because("a building block serves every use case, and so can know none")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule useCases_dependDownwardsOnly =
      noClasses()
          .that(USE_CASES)
          .should()
          .dependOnClassesThat(VIGIE.and(not(USE_CASES.or(BLOCKS).or(PORTS))))
          .because("the same work runs in a function, on a node and on a laptop")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule aws_dependsOnPortsOnly =
      noClasses()
          .that(AWS)
          .should()
          .dependOnClassesThat(VIGIE.and(not(AWS.or(PORTS))))
          .because("an adapter translates; a decision in it would need AWS to be tested")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule local_dependsOnPortsOnly =
      noClasses()
          .that(LOCAL)
          .should()
          .dependOnClassesThat(VIGIE.and(not(LOCAL.or(PORTS))))
          .because("the local mode replaces adapters and nothing else, so that it runs the product")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule channels_dependOnAlertsAndPortsOnly =
      noClasses()
          .that(CHANNELS)
          .should()
          .dependOnClassesThat(VIGIE.and(not(CHANNELS.or(in("alert", "probe")).or(PORTS))))
          .because("a channel says what it is given, and decides nothing of it")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule adapters_areWiredByEntryPointsOnly =
      noClasses()
          .that(VIGIE.and(not(ENTRY_POINTS.or(AWS).or(LOCAL).or(CHANNELS))))
          .should()
          .dependOnClassesThat(AWS.or(LOCAL).or(CHANNELS))
          .because("what names an adapter cannot run on another one")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule awsSdk_isUsedByItsAdapterAndEntryPointsOnly =
      noClasses()
          .that(VIGIE.and(not(AWS.or(ENTRY_POINTS))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..")
          .because("a port that speaks in the SDK's types can have no other adapter")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices()
          .matching("dev.vigie.(*)..")
          .should()
          .beFreeOfCycles()
          .because("two packages that need each other are one package with two names")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule packages_areNamedAfterWhatTheyAreAbout =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..common..", "..service..", "..impl..")
          .because("such a name says nothing of what is inside, and so takes anything in")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule everyClass_isInAPackageThatTheRulesKnow =
      classes()
          .that(VIGIE)
          .should(
              be(ENTRY_POINTS.or(USE_CASES).or(BLOCKS).or(PORTS).or(AWS).or(LOCAL).or(CHANNELS)))
          .because("a package that no direction names would be free of them all")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule standardStreams_areUsedByEntryPointsOnly =
      noClasses()
          .that(not(in("cli").or(CHILD_PROGRAMS)))
          .should(ACCESS_STANDARD_STREAMS)
          .because("what the program prints is a contract: JSON lines and exit codes, in one place")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule javaUtilLogging_isNotUsed =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.logging..")
          .because("a failure is thrown with its code, not logged and passed over")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule sleeping_happensInNamedPlacesOnly =
      noClasses()
          .that(not(MAY_WAIT))
          .should()
          .callMethodWhere(
              target(owner(belongToAnyOf(Thread.class, TimeUnit.class)))
                  .and(target(nameMatching("sleep"))))
          .orShould()
          .callMethodWhere(
              target(owner(belongToAnyOf(LockSupport.class)))
                  .and(target(nameMatching("parkNanos|parkUntil"))))
          .because("a wait without an event is too short at night and too long in a test")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule programs_areStartedInNamedPlacesOnly =
      noClasses()
          .that(not(in("postgres", "volume").or(LOCAL)))
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class)
          .orShould()
          .callMethodWhere(
              target(owner(assignableTo(Runtime.class))).and(target(nameMatching("exec"))))
          .because("a command line is where a user's text would become a command")
          .allowEmptyShould(true);

  /**
   * The JVM lets another carrier take over while one reads a pipe, but that one leaves when it was
   * idle for half a minute, and is not replaced: what waited for S3 meanwhile then waits for the
   * program to say something.
   */
  @ArchTest
  static final ArchRule pipes_areReadByPlatformThreads =
      noClasses()
          .that(use(Process.class).or(use(PgProcess.class)).or(use(Psql.class)))
          .should()
          .callMethodWhere(target(nameMatching("ofVirtual|startVirtualThread|newVirtualThread.*")))
          .because("a virtual thread that reads a pipe holds its carrier, of which a core has one")
          .allowEmptyShould(true);

  private static DescribedPredicate<JavaClass> use(Class<?> type) {
    return DescribedPredicate.describe(
        "use " + type.getSimpleName(),
        user ->
            user.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> dependency.getTargetClass().isEquivalentTo(type)));
  }

  /** The packages of these names below {@code dev.vigie}, with everything in them. */
  private static DescribedPredicate<JavaClass> in(String... names) {
    return resideInAnyPackage(
        Arrays.stream(names).map(name -> "dev.vigie." + name + "..").toArray(String[]::new));
  }
}
