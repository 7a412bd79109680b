package dev.flare.eventstore.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ArchitectureTest {

    @Test
    void the_auto_configuration_knows_the_event_store_and_nothing_else_of_flare() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.flare.messages..",
                        "dev.flare.web..",
                        "dev.flare.command..",
                        "dev.flare.query..",
                        "dev.flare.saga..",
                        "dev.flare.standalone..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.flare.eventstore.spring"));
    }
}
