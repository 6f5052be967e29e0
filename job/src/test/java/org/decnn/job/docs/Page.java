package org.decnn.job.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, as Markdown. */
record Page(Path file, String text) {

    /** The checkout, seen from this module. */
    static final Path HOME = Path.of("..");

    /** A table of a page, its cells without the space around them. */
    record Table(List<String> header, List<List<String>> rows) {}

    private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("(?<!`)`([^`\\n]+)`(?!`)");

    static Page of(String file) {
        return of(HOME.resolve(file));
    }

    private static Page of(Path file) {
        try {
            return new Page(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that a reader may copy from. */
    static List<Page> all() throws IOException {
        try (Stream<Path> docs = Files.walk(HOME.resolve("docs"));
                Stream<Path> top = Files.list(HOME)) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Page::of)
                    .toList();
        }
    }

    /** What is said before the first section. */
    Page introduction() {
        return new Page(file, text.split("(?m)^## ", 2)[0]);
    }

    /** A section, its subsections included, by its heading. */
    Page section(String heading) {
        for (String section : text.split("(?m)^(?=## )")) {
            if (section.startsWith("## " + heading + "\n")) {
                return new Page(file, section);
            }
        }
        throw new IllegalArgumentException(file + " has no section '" + heading + "'");
    }

    List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        List<List<String>> rows = null;
        for (String line : text.lines().toList()) {
            if (!line.startsWith("|")) {
                rows = null;
            } else if (rows == null) {
                rows = new ArrayList<>();
                tables.add(new Table(cells(line), rows));
            } else if (!line.matches("[|-]+")) {
                rows.add(cells(line));
            }
        }
        return tables;
    }

    /** The tables whose first column is headed so. */
    List<Table> tables(String heading) {
        return tables().stream().filter(it -> it.header().get(0).equals(heading)).toList();
    }

    private static List<String> cells(String line) {
        return CELL_END.splitAsStream(line.substring(1)).map(String::strip).toList();
    }

    /** What stands between backticks within a line. */
    static List<String> code(String text) {
        return groups(CODE, text);
    }

    /** Lines that one types: those of the blocks, put together where they are broken. */
    List<String> typed() {
        return groups(FENCED, text).stream()
                .flatMap(block -> block.replaceAll("\\\\\\n\\s*", "").lines())
                .toList();
    }

    static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult it) -> it.group(1)).toList();
    }
}
