package dev.flare.integration.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ArchitectureTest {

    private static final String VIOLATIONS = "dev.flare.integration.architecture.violation";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(
                    "dev.flare.messages",
                    "dev.flare.eventstore",
                    "dev.flare.web",
                    "dev.flare.command",
                    "dev.flare.query",
                    "dev.flare.saga",
                    "dev.flare.standalone",
                    "dev.flare.participant",
                    "dev.flare.conformance",
                    "dev.flare.examples");

    private static final JavaClasses OFFENDERS = new ClassFileImporter().importPackages(VIOLATIONS);

    static Stream<ArchRule> rules() {
        return Rules.all().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void our_classes_keep_the_rule(ArchRule rule) {
        rule.check(OURS);
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of(Rules.MESSAGES_KNOW_NOBODY_OF_OURS, "messages.KnowsTheStore"),
                Arguments.of(Rules.MESSAGES_KNOW_NO_FRAMEWORK, "messages.KnowsTheDatabase"),
                Arguments.of(Rules.THE_STORE_KNOWS_NO_MESSAGE_OF_OURS, "eventstore.KnowsAMessage"),
                Arguments.of(Rules.THE_STORE_KNOWS_NO_SPRING, "eventstore.KnowsSpring"),
                Arguments.of(Rules.ONLY_THE_ADAPTER_OF_THE_STORE_KNOWS_AXON, "eventstore.KnowsAxon"),
                Arguments.of(Rules.ONLY_THE_METRICS_OF_THE_STORE_KNOW_MICROMETER, "eventstore.KnowsMicrometer"),
                Arguments.of(Rules.ONLY_THE_RELAY_OF_THE_STORE_KNOWS_KAFKA, "eventstore.KnowsKafka"),
                Arguments.of(
                        Rules.THE_METRICS_OF_THE_STORE_KNOW_NO_OTHER_FRAMEWORK, "eventstore.metrics.KnowsTheDatabase"),
                Arguments.of(Rules.THE_EDGE_KNOWS_MESSAGES_ONLY, "web.KnowsASide"),
                Arguments.of(Rules.THE_COMMAND_SIDE_KNOWS_NO_OTHER_SIDE, "command.KnowsTheQuerySide"),
                Arguments.of(Rules.THE_QUERY_SIDE_KNOWS_NO_OTHER_SIDE, "query.KnowsTheSupervisor"),
                Arguments.of(Rules.THE_SUPERVISOR_KNOWS_NO_OTHER_SIDE, "saga.KnowsTheCommandSide"),
                Arguments.of(Rules.THE_PARTICIPANTS_LIBRARY_KNOWS_NOBODY_OF_OURS, "participant.KnowsAMessage"),
                Arguments.of(Rules.THE_PARTICIPANTS_LIBRARY_KNOWS_THE_JDK_ONLY, "participant.KnowsSpring"),
                Arguments.of(Rules.THE_CONFORMANCE_RUN_KNOWS_NOBODY_OF_OURS, "conformance.KnowsTheLibrary"),
                Arguments.of(Rules.NOBODY_KNOWS_AN_EXAMPLE, "conformance.KnowsAnExample"),
                Arguments.of(Rules.DECISIONS_KNOW_NO_FRAMEWORK, "command.deposit.KnowsSpringDecision"),
                Arguments.of(Rules.ACCOUNTS_IN_THEIR_ROLES_KNOW_NO_FRAMEWORK, "command.account.KnowsAxonAsARole"),
                Arguments.of(Rules.FOLDS_KNOW_NO_FRAMEWORK, "query.fold.KnowsTheDatabase"),
                Arguments.of(Rules.NO_PACKAGE_IS_NAMED_AFTER_NOTHING, "command.util.NamedAfterNothing"),
                Arguments.of(Rules.NOTHING_IS_INJECTED_INTO_FIELDS, "command.InjectedIntoAField"),
                Arguments.of(Rules.CONTROLLERS_ARE_KNOWN_TO_THE_WIRING_ONLY, "command.CallsAController"),
                Arguments.of(Rules.DESCRIPTIONS_ARE_KNOWN_TO_CONTROLLERS_ONLY, "command.ToldDescription"),
                Arguments.of(Rules.SLICES_ARE_FREE_OF_CYCLES, "command.pay"),
                Arguments.of(Rules.MODULES_ARE_FREE_OF_CYCLES, "eventstore.NeedsMessages"));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void the_rule_rejects_a_class_that_breaks_it(ArchRule rule, String offender) {
        assertThatThrownBy(() -> rule.check(OFFENDERS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(VIOLATIONS + ".flare." + offender);
    }

    @Test
    void every_rule_has_its_violation() {
        List<Object> broken = violations().map(violation -> violation.get()[0]).toList();
        assertThat(broken).containsExactlyInAnyOrderElementsOf(Rules.all());
    }

    @Test
    void every_module_was_looked_at() {
        assertThat(OURS.stream()
                        .map(one -> one.getPackageName().split("\\.")[2])
                        .distinct())
                .containsExactlyInAnyOrder(
                        "messages",
                        "eventstore",
                        "web",
                        "command",
                        "query",
                        "saga",
                        "standalone",
                        "participant",
                        "conformance",
                        "examples");
    }
}
