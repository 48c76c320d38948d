package dev.karat.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The architecture's invariants that a compiler does not see. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.karat");

    @Test
    void theApiKnowsNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage("dev.karat.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.karat.api..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void theEngineKnowsTheApiAndAFewLibraries() {
        classes()
                .that()
                .resideInAPackage("dev.karat.engine..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.karat.engine..",
                        "dev.karat.api..",
                        "java..",
                        "javax.crypto..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "com.fasterxml.jackson..",
                        "org.snakeyaml.engine..",
                        "com.networknt.schema..",
                        "com.ethlo.time..",
                        "io.cloudevents..",
                        "com.schibsted.spt.data.jslt..",
                        "com.google.i18n.phonenumbers..",
                        "com.ibm.icu..",
                        "org.apache.commons.codec..",
                        "de.siegmar.fastcsv..")
                .check(CLASSES);
    }

    @Test
    void onlyTheStoreAndTheConnectorOfDatabasesSpeakSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.karat.store..", "dev.karat.camel.connector.database..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .check(CLASSES);
    }

    @Test
    void camelStaysInTheCamelAndServerModules() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.karat.api..", "dev.karat.engine..", "dev.karat.store..", "dev.karat.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(CLASSES);
    }

    @Test
    void hazelcastStaysInTheClusterPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.karat.server.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.hazelcast..")
                .check(CLASSES);
    }

    @Test
    void nobodyPicksTheWallClockInsideTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("dev.karat.engine..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .check(CLASSES);
    }
}
