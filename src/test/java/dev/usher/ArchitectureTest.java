package dev.usher;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.usher.access.Forward;
import dev.usher.session.Session;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** The arrows between the packages, and what no class does. docs/ARCHITECTURE.md says why. */
@AnalyzeClasses(packages = "dev.usher", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String OURS = "dev.usher..";

    @ArchTest
    static final ArchRule packages_are_free_of_cycles =
            slices().matching("dev.usher.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothing_depends_on_the_commands = noClasses()
            .that(not(resideInAPackage("dev.usher.cli")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.usher.cli");

    @ArchTest
    static final ArchRule nothing_but_the_commands_depends_on_the_composition_root = noClasses()
            .that(not(resideInAnyPackage("dev.usher.cli", "dev.usher")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.usher");

    @ArchTest
    static final ArchRule the_vocabulary_depends_on_nothing_of_ours = dependsOnNothingOfOursBut("dev.usher.http");

    @ArchTest
    static final ArchRule the_configuration_depends_on_nothing_of_ours = dependsOnNothingOfOursBut("dev.usher.config");

    @ArchTest
    static final ArchRule the_sandbox_depends_on_nothing_of_ours = dependsOnNothingOfOursBut("dev.usher.sandbox");

    @ArchTest
    static final ArchRule the_sandbox_is_used_by_the_commands_alone = noClasses()
            .that(not(resideInAnyPackage("dev.usher.cli", "dev.usher.sandbox")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.usher.sandbox");

    @ArchTest
    static final ArchRule decisions_and_identities_are_pure = noClasses()
            .that(resideInAnyPackage("dev.usher.access", "dev.usher.identity"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule the_user_server_client_knows_nothing_of_the_proxy = noClasses()
            .that(resideInAPackage("dev.usher.userserver"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.usher.proxy", "dev.usher.session", "dev.usher.route", "dev.usher.access");

    @ArchTest
    static final ArchRule the_store_does_not_know_what_it_keeps = noClasses()
            .that(resideInAPackage("dev.usher.store"))
            .should()
            .dependOnClassesThat(resideInAPackage(OURS)
                    .and(not(resideInAnyPackage("dev.usher.store", "dev.usher.config", "dev.usher.observe"))));

    @ArchTest
    static final ArchRule redis_is_spoken_to_by_the_store_alone = noClasses()
            .that(not(resideInAPackage("dev.usher.store")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.redis..");

    @ArchTest
    static final ArchRule only_the_policy_permits = noClasses()
            .that(not(resideInAPackage("dev.usher.access")))
            .should()
            .callConstructorWhere(
                    describe("makes a Forward", call -> call.getTargetOwner().isEquivalentTo(Forward.class)));

    @ArchTest
    static final ArchRule only_the_session_package_makes_sessions = noClasses()
            .that(not(resideInAPackage("dev.usher.session")))
            .should()
            .callConstructorWhere(
                    describe("makes a Session", call -> call.getTargetOwner().isEquivalentTo(Session.class)));

    @ArchTest
    static final ArchRule names_say_what_a_class_is =
            noClasses().should().haveNameMatching(".*(Utils?|Manager|Helper|Impl|Base)");

    @ArchTest
    static final ArchRule nothing_prints = noClasses()
            .should()
            .accessFieldWhere(describe(
                    "is one of System", access -> access.getTargetOwner().isEquivalentTo(System.class)));

    @ArchTest
    static final ArchRule nothing_blocks_an_event_loop = noClasses()
            .that(not(resideInAPackage("dev.usher.cli")))
            .should()
            .callMethodWhere(describe("blocks", call -> blocks(call.getTargetOwner(), call.getName())));

    @ArchTest
    static final ArchRule commands_are_the_only_entry =
            classes().that().haveSimpleName("Main").should().resideInAPackage("dev.usher.cli");

    /** A package without the annotation would be one in which nobody looks for null. */
    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses all) {
        Set<JavaPackage> packages = all.stream()
                .map(JavaClass::getPackage)
                .filter(known -> known.getName().startsWith("dev.usher"))
                .collect(Collectors.toSet());
        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(known -> assertThat(known.isAnnotatedWith(NullMarked.class))
                        .as(known.getName())
                        .isTrue());
    }

    private static ArchRule dependsOnNothingOfOursBut(String itself) {
        return noClasses()
                .that(resideInAPackage(itself))
                .should()
                .dependOnClassesThat(resideInAPackage(OURS).and(not(resideInAPackage(itself))));
    }

    private static boolean blocks(JavaClass owner, String method) {
        return owner.isAssignableTo(Future.class) && method.equals("await")
                || owner.isAssignableTo(java.util.concurrent.Future.class)
                        && List.of("get", "join").contains(method)
                || owner.isEquivalentTo(CompletableFuture.class) && method.equals("join")
                || owner.isEquivalentTo(CountDownLatch.class) && method.equals("await")
                || owner.isEquivalentTo(Thread.class)
                        && List.of("sleep", "join").contains(method);
    }
}
