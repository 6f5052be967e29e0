package org.decnn.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Data flows one way: network, shards, model directory, operators, job, command line. */
class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new DoNotIncludeTests())
                    // In a whole build the model's test fixtures come as a jar.
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("org.decnn");

    @Test
    void nothingReachesBack() {
        hold(
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .layer("network")
                        .definedBy("org.decnn.model.network")
                        .layer("onnx")
                        .definedBy("org.decnn.model.onnx")
                        .layer("shard")
                        .definedBy("org.decnn.model.shard")
                        .layer("directory")
                        .definedBy("org.decnn.model.directory")
                        .layer("rewrite")
                        .definedBy("org.decnn.rewrite..")
                        .layer("operators")
                        .definedBy("org.decnn.operators..")
                        .layer("settings")
                        .definedBy("org.decnn.job.settings")
                        .layer("kafka")
                        .definedBy("org.decnn.job.kafka", "org.decnn.job.avro")
                        .layer("input")
                        .definedBy("org.decnn.job.input")
                        .layer("supervisor")
                        .definedBy("org.decnn.job.supervisor")
                        .layer("local")
                        .definedBy("org.decnn.job.local")
                        .layer("demo")
                        .definedBy("org.decnn.job.demo")
                        .layer("cli")
                        .definedBy("org.decnn.job.cli")
                        .whereLayer("network")
                        .mayNotAccessAnyLayer()
                        .whereLayer("onnx")
                        .mayOnlyAccessLayers("network")
                        .whereLayer("shard")
                        .mayOnlyAccessLayers("network", "onnx")
                        .whereLayer("directory")
                        .mayOnlyAccessLayers("network", "onnx", "shard")
                        .whereLayer("rewrite")
                        .mayOnlyAccessLayers("network", "onnx", "shard", "directory", "operators")
                        .whereLayer("operators")
                        .mayOnlyAccessLayers("network", "onnx", "shard", "directory")
                        .whereLayer("settings")
                        .mayOnlyAccessLayers("shard", "directory", "operators")
                        .whereLayer("kafka")
                        .mayOnlyAccessLayers("network", "directory", "operators", "settings")
                        .whereLayer("input")
                        .mayOnlyAccessLayers("network", "directory", "operators")
                        .whereLayer("supervisor")
                        .mayNotAccessAnyLayer()
                        .whereLayer("local")
                        .mayOnlyAccessLayers("directory", "operators", "settings", "input")
                        .whereLayer("demo")
                        .mayOnlyAccessLayers(
                                "shard", "directory", "operators", "settings", "kafka", "local")
                        .whereLayer("cli")
                        .mayNotBeAccessedByAnyLayer());
    }

    @Test
    void noPackagesLeanOnEachOther() {
        hold(slices().matching("org.decnn.(**)").should().beFreeOfCycles());
    }

    @Test
    void theModelKnowsNoMachinery() {
        hold(
                noClasses()
                        .that()
                        .resideInAnyPackage("org.decnn.model..", "org.decnn.rewrite..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.apache.flink..",
                                "ai.onnxruntime..",
                                "org.apache.kafka..",
                                "org.apache.avro..",
                                "picocli.."));
    }

    @Test
    void devicesKnowNeitherKafkaNorTheCommandLine() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage("org.decnn.operators..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.apache.kafka..",
                                "org.apache.flink.connector.kafka..",
                                "org.apache.avro..",
                                "picocli.."));
    }

    @Test
    void onlyTheEngineKnowsOnnxRuntime() {
        hold(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("org.decnn.operators.engine")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("ai.onnxruntime.."));
    }

    /** Of its jar the job has the ONNX classes alone. */
    @Test
    void onDevicesOnlyItsEngineKnowsNd4j() {
        hold(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "org.decnn.operators.engine.nd4j", "org.decnn.rewrite..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.nd4j.linalg..", "org.nd4j.nativeblas..", "org.bytedeco.."));
    }

    @Test
    void onlyTheCommandLineKnowsPicocli() {
        hold(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("org.decnn.job.cli")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("picocli.."));
    }

    private static void hold(ArchRule rule) {
        rule.check(CLASSES);
    }
}
