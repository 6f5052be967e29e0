package org.decnn.rewrite.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a {@link Comparison} for people and for programs: the same figures in both. */
public final class ReportWriter {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ReportWriter() {}

    /** One page without scripts and without anything from elsewhere. */
    public static void writeHtml(Comparison comparison, Path file) throws IOException {
        write(file, new ReportPage(comparison).html().getBytes(StandardCharsets.UTF_8));
    }

    /** The comparison's records, component by component. */
    public static void writeJson(Comparison comparison, Path file) throws IOException {
        write(file, JSON.writeValueAsBytes(comparison));
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.write(file, bytes);
    }
}
