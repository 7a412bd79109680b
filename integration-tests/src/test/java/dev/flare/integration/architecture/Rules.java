package dev.flare.integration.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * What may know what. Packages are matched by their end ({@code ..flare.messages..}), so that the deliberate violations, which
 * live below {@code violation.flare}, are judged by the very same rules.
 */
final class Rules {

    private static final String MESSAGES = "..flare.messages..";
    private static final String STORE = "..flare.eventstore..";
    private static final String STORE_IN_AXON = "..flare.eventstore.axon..";
    private static final String STORE_IN_SPRING = "..flare.eventstore.spring..";
    private static final String STORE_METRICS = "..flare.eventstore.metrics..";
    private static final String STORE_RELAY = "..flare.eventstore.relay..";
    private static final String WEB = "..flare.web..";
    private static final String COMMAND = "..flare.command..";
    private static final String QUERY = "..flare.query..";
    private static final String SAGA = "..flare.saga..";
    private static final String STANDALONE = "..flare.standalone..";
    private static final String PARTICIPANT = "..flare.participant..";
    private static final String PARTICIPANT_IN_KAFKA = "..flare.participant.kafka..";
    private static final String CONFORMANCE = "..flare.conformance..";
    private static final String EXAMPLES = "..flare.examples..";

    private static final String[] SPRING = {"org.springframework..", "jakarta.."};
    private static final String[] AXON = {"org.axonframework..", "io.axoniq.."};
    private static final String[] FRAMEWORKS = {
        "org.springframework..", "jakarta..", "org.axonframework..", "io.axoniq..", "java.sql..", "javax.sql.."
    };

    static final ArchRule MESSAGES_KNOW_NOBODY_OF_OURS = noClasses()
            .that()
            .resideInAPackage(MESSAGES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STORE, WEB, COMMAND, QUERY, SAGA, STANDALONE);

    static final ArchRule MESSAGES_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage(MESSAGES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    static final ArchRule THE_STORE_KNOWS_NO_MESSAGE_OF_OURS = noClasses()
            .that()
            .resideInAPackage(STORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MESSAGES, WEB, COMMAND, QUERY, SAGA, STANDALONE);

    static final ArchRule THE_STORE_KNOWS_NO_SPRING = noClasses()
            .that(resideInAPackage(STORE).and(not(resideInAPackage(STORE_IN_SPRING))))
            .should()
            .dependOnClassesThat(resideInAnyPackage(SPRING).or(resideInAPackage(STORE_IN_SPRING)));

    static final ArchRule ONLY_THE_ADAPTER_OF_THE_STORE_KNOWS_AXON = noClasses()
            .that(resideInAPackage(STORE).and(not(resideInAnyPackage(STORE_IN_AXON, STORE_IN_SPRING))))
            .should()
            .dependOnClassesThat(resideInAnyPackage(AXON).or(resideInAPackage(STORE_IN_AXON)));

    static final ArchRule ONLY_THE_METRICS_OF_THE_STORE_KNOW_MICROMETER = noClasses()
            .that(resideInAPackage(STORE).and(not(resideInAnyPackage(STORE_METRICS, STORE_IN_SPRING))))
            .should()
            .dependOnClassesThat(resideInAPackage("io.micrometer..").or(resideInAPackage(STORE_METRICS)));

    static final ArchRule ONLY_THE_RELAY_OF_THE_STORE_KNOWS_KAFKA = noClasses()
            .that(resideInAPackage(STORE).and(not(resideInAPackage(STORE_RELAY))))
            .should()
            .dependOnClassesThat(resideInAPackage("org.apache.kafka.."));

    static final ArchRule THE_METRICS_OF_THE_STORE_KNOW_NO_OTHER_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage(STORE_METRICS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    static final ArchRule THE_EDGE_KNOWS_MESSAGES_ONLY = noClasses()
            .that()
            .resideInAPackage(WEB)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STORE, COMMAND, QUERY, SAGA, STANDALONE);

    static final ArchRule THE_COMMAND_SIDE_KNOWS_NO_OTHER_SIDE = side(COMMAND, QUERY, SAGA, STANDALONE);
    static final ArchRule THE_QUERY_SIDE_KNOWS_NO_OTHER_SIDE = side(QUERY, COMMAND, SAGA, STANDALONE);
    static final ArchRule THE_SUPERVISOR_KNOWS_NO_OTHER_SIDE = side(SAGA, COMMAND, QUERY, STANDALONE);

    static final ArchRule THE_PARTICIPANTS_LIBRARY_KNOWS_NOBODY_OF_OURS =
            side(PARTICIPANT, MESSAGES, STORE, WEB, COMMAND, QUERY, SAGA, STANDALONE, CONFORMANCE, EXAMPLES);

    /** Services of any kind use it: it brings them nothing. */
    static final ArchRule THE_PARTICIPANTS_LIBRARY_KNOWS_THE_JDK_ONLY = classes()
            .that(resideInAPackage(PARTICIPANT).and(not(resideInAPackage(PARTICIPANT_IN_KAFKA))))
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "java..", "javax.sql..", "com.sun.net.httpserver..", "org.jspecify..", PARTICIPANT)
                    .and(not(resideInAPackage(PARTICIPANT_IN_KAFKA))));

    static final ArchRule THE_CONFORMANCE_RUN_KNOWS_NOBODY_OF_OURS =
            side(CONFORMANCE, MESSAGES, STORE, WEB, COMMAND, QUERY, SAGA, STANDALONE, PARTICIPANT, EXAMPLES);

    static final ArchRule NOBODY_KNOWS_AN_EXAMPLE = noClasses()
            .that(not(resideInAPackage(EXAMPLES)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(EXAMPLES);

    private static ArchRule side(String side, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(side)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }

    static final ArchRule DECISIONS_KNOW_NO_FRAMEWORK = noClasses()
            .that(simpleNameEndingWith("Decision"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    static final ArchRule ACCOUNTS_IN_THEIR_ROLES_KNOW_NO_FRAMEWORK = noClasses()
            .that(resideInAPackage("..flare.command.account..").and(not(controllers())))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    static final ArchRule FOLDS_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("..flare.query.fold..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    static final ArchRule NO_PACKAGE_IS_NAMED_AFTER_NOTHING = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..manager..", "..helper..");

    static final ArchRule NOTHING_IS_INJECTED_INTO_FIELDS = fields().that()
            .areNotStatic()
            .should()
            .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .andShould()
            .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Value")
            .andShould()
            .notBeAnnotatedWith("jakarta.inject.Inject")
            .andShould()
            .notBeAnnotatedWith("jakarta.annotation.Resource");

    static final ArchRule CONTROLLERS_ARE_KNOWN_TO_THE_WIRING_ONLY = classes()
            .that(controllers())
            .should()
            .onlyBeAccessed()
            .byClassesThat(controllers()
                    .or(simpleNameEndingWith("Configuration"))
                    .or(new DescribedPredicate<>("are within a controller") {
                        @Override
                        public boolean test(JavaClass one) {
                            return one.getEnclosingClass()
                                    .map(controllers()::test)
                                    .orElse(false);
                        }
                    }));

    static final ArchRule DESCRIPTIONS_ARE_KNOWN_TO_CONTROLLERS_ONLY = classes()
            .that(descriptions())
            .should()
            .onlyHaveDependentClassesThat(controllers().or(descriptions()));

    /**
     * A slice has its controller beside its decision; the controller calls the execution, which calls the decision. So the
     * circle is looked for without the controllers and what describes them, which nothing depends on (the rules above).
     */
    static final ArchRule SLICES_ARE_FREE_OF_CYCLES = slices().matching("..flare.(*).(*)..")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(controllers(), alwaysTrue())
            .ignoreDependency(descriptions(), alwaysTrue())
            .ignoreDependency(simpleNameEndingWith("Configuration"), alwaysTrue());

    static final ArchRule MODULES_ARE_FREE_OF_CYCLES =
            slices().matching("..flare.(*)..").should().beFreeOfCycles();

    private static DescribedPredicate<JavaClass> controllers() {
        return DescribedPredicate.<JavaClass>describe(
                "controllers", one -> annotatedWith("org.springframework.web.bind.annotation.RestController")
                        .test(one));
    }

    /** What the document is told of a slice's calls. */
    private static DescribedPredicate<JavaClass> descriptions() {
        return DescribedPredicate.describe(
                "descriptions", one -> one.getName().matches(".*\\.[A-Za-z]+Descriptions?(\\$.*)?"));
    }

    static List<ArchRule> all() {
        return List.of(
                MESSAGES_KNOW_NOBODY_OF_OURS,
                MESSAGES_KNOW_NO_FRAMEWORK,
                THE_STORE_KNOWS_NO_MESSAGE_OF_OURS,
                THE_STORE_KNOWS_NO_SPRING,
                ONLY_THE_ADAPTER_OF_THE_STORE_KNOWS_AXON,
                ONLY_THE_METRICS_OF_THE_STORE_KNOW_MICROMETER,
                ONLY_THE_RELAY_OF_THE_STORE_KNOWS_KAFKA,
                THE_METRICS_OF_THE_STORE_KNOW_NO_OTHER_FRAMEWORK,
                THE_EDGE_KNOWS_MESSAGES_ONLY,
                THE_COMMAND_SIDE_KNOWS_NO_OTHER_SIDE,
                THE_QUERY_SIDE_KNOWS_NO_OTHER_SIDE,
                THE_SUPERVISOR_KNOWS_NO_OTHER_SIDE,
                THE_PARTICIPANTS_LIBRARY_KNOWS_NOBODY_OF_OURS,
                THE_PARTICIPANTS_LIBRARY_KNOWS_THE_JDK_ONLY,
                THE_CONFORMANCE_RUN_KNOWS_NOBODY_OF_OURS,
                NOBODY_KNOWS_AN_EXAMPLE,
                DECISIONS_KNOW_NO_FRAMEWORK,
                ACCOUNTS_IN_THEIR_ROLES_KNOW_NO_FRAMEWORK,
                FOLDS_KNOW_NO_FRAMEWORK,
                NO_PACKAGE_IS_NAMED_AFTER_NOTHING,
                NOTHING_IS_INJECTED_INTO_FIELDS,
                CONTROLLERS_ARE_KNOWN_TO_THE_WIRING_ONLY,
                DESCRIPTIONS_ARE_KNOWN_TO_CONTROLLERS_ONLY,
                SLICES_ARE_FREE_OF_CYCLES,
                MODULES_ARE_FREE_OF_CYCLES);
    }

    private Rules() {}
}
