package org.decnn.job.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.decnn.job.cli.KafkaJob;
import org.decnn.job.cli.KeepRunning;
import org.decnn.job.cli.Main;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The pages list the options that the commands have, all of them and no others. */
class DocumentedOptionsTest {

    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])(--[a-z][a-z-]*)");
    private static final Pattern OF = Pattern.compile("^of ((?:`\\w+`(?:, | and )?)+)[:;,]");
    private static final Pattern REST_AS_FOR = Pattern.compile("as for \\[`?(\\w+)`?]");
    private static final Pattern CALL =
            Pattern.compile(
                    "(?:\\./)?decnn ([a-z]+)( [^|;&)#]*)|flink run (.*decnn-job.jar [^|;#]*)");

    private static final CommandLine DECNN = new CommandLine(new Main());
    private static final Set<String> OF_ALL = Set.of("--help", "--version", "--verbose");

    /** Of kafka-acls.sh, and of docker run. */
    private static final Set<String> OF_OTHERS = Set.of("--resource-pattern-type", "--tmpfs");

    /** A command, and the tables in which its options are. */
    private record Documented(CommandLine command, Page section) {

        Set<String> options() {
            return visible(command);
        }

        /** Those named for it, and those of another command that a row with an ellipsis borrows. */
        Set<String> documented() {
            Set<String> names = new TreeSet<>();
            for (Page.Table table : section.tables("option")) {
                for (List<String> row : table.rows()) {
                    if (isOf(row.get(row.size() - 1))) {
                        names.addAll(Page.groups(OPTION, row.get(0)));
                        names.addAll(borrowed(row));
                    }
                }
            }
            names.removeAll(OF_ALL);
            return names;
        }

        /** A row that says "of `send`: …" is of no other command of the section. */
        private boolean isOf(String cell) {
            Matcher of = OF.matcher(cell);
            return !of.find() || Page.code(of.group(1)).contains(command.getCommandName());
        }

        private Set<String> borrowed(List<String> row) {
            Matcher rest = REST_AS_FOR.matcher(String.join(" ", row));
            if (!row.get(0).endsWith("…") || !rest.find()) {
                return Set.of();
            }
            Set<String> there = decnn(rest.group(1)).documented();
            there.retainAll(options());
            return there;
        }
    }

    private static Documented decnn(String name) {
        Page page = Page.of("docs/command-line.md");
        Page section =
                switch (name) {
                    case "train" -> Page.of("docs/training.md").introduction();
                    case "topic", "send", "answers" -> page.section("topic, send, answers");
                    default -> page.section(name);
                };
        return new Documented(DECNN.getSubcommands().get(name), section);
    }

    private static Documented job() {
        return new Documented(
                new CommandLine(new KafkaJob()), Page.of("docs/job.md").section("Options"));
    }

    @TestFactory
    Stream<DynamicTest> aCommandHasTheOptionsThatItsPageLists() {
        Map<String, Documented> commands = new TreeMap<>();
        DECNN.getSubcommands().keySet().forEach(name -> commands.put(name, decnn(name)));
        commands.put("the job", job());
        Page availability =
                Page.of("docs/high-availability.md")
                        .section("Without Kubernetes or ZooKeeper: keep-running");
        new CommandLine(new KeepRunning())
                .getSubcommands()
                .forEach((name, it) -> commands.put(name, new Documented(it, availability)));

        return commands.entrySet().stream()
                .map(
                        it ->
                                DynamicTest.dynamicTest(
                                        it.getKey(),
                                        () ->
                                                assertThat(it.getValue().documented())
                                                        .as(
                                                                "options of %s in %s",
                                                                it.getKey(),
                                                                it.getValue().section().file())
                                                        .isEqualTo(it.getValue().options())));
    }

    @Test
    void whatAllCommandsHaveIsSaidBeforeThem() {
        assertThat(Page.groups(OPTION, Page.of("docs/command-line.md").introduction().text()))
                .containsAll(OF_ALL);
    }

    @Test
    void whatOneIsToTypeIsTaken() throws IOException {
        List<String> calls = new ArrayList<>();
        for (Page page : Page.all()) {
            for (String line :
                    Stream.concat(page.typed().stream(), Page.code(page.text()).stream())
                            .toList()) {
                Matcher call = CALL.matcher(line);
                while (call.find()) {
                    boolean toFlink = call.group(3) != null;
                    CommandLine command =
                            toFlink ? job().command() : DECNN.getSubcommands().get(call.group(1));
                    if (command == null) {
                        continue; // Prose: "decnn is …"
                    }
                    String arguments = toFlink ? call.group(3) : call.group(2);
                    calls.add(line);
                    assertThat(Page.groups(OPTION, arguments))
                            .as("'%s' in %s", line, page.file())
                            .allMatch(option -> accepts(command, option));
                }
            }
        }
        assertThat(calls).hasSizeGreaterThan(40);
    }

    /** Of a command, or of one of the scripts and tools that the pages tell of. */
    @Test
    void anOptionThatIsNamedExists() throws IOException {
        Set<String> known = new TreeSet<>(OF_ALL);
        known.addAll(OF_OTHERS);
        DECNN.getSubcommands().values().forEach(it -> known.addAll(visible(it)));
        new CommandLine(new KeepRunning())
                .getSubcommands()
                .values()
                .forEach(it -> known.addAll(visible(it)));
        known.addAll(visible(job().command()));
        try (Stream<Path> tools = tools()) {
            for (Path tool : tools.toList()) {
                known.addAll(Page.groups(OPTION, Files.readString(tool)));
            }
        }
        for (Page page : Page.all()) {
            Set<String> named =
                    Page.code(page.text()).stream()
                            .filter(code -> code.startsWith("--"))
                            .flatMap(code -> Page.groups(OPTION, code).stream())
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(known).as("options named in %s", page.file()).containsAll(named);
        }
    }

    private static Stream<Path> tools() throws IOException {
        return Stream.of("benchmarks", "deploy/bin", "docs/elsewhere")
                .map(Page.HOME::resolve)
                .flatMap(DocumentedOptionsTest::files)
                .filter(file -> isTool(file.getFileName().toString()));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> !file.toString().matches(".*/(src|target)/.*"))
                    .filter(Files::isRegularFile)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTool(String name) {
        return !name.contains(".") || name.endsWith(".py") || name.endsWith(".sh");
    }

    private static boolean accepts(CommandLine command, String name) {
        return OF_ALL.contains(name) || command.getCommandSpec().findOption(name) != null;
    }

    private static Set<String> visible(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::names)
                .flatMap(Arrays::stream)
                .filter(name -> name.startsWith("--") && !OF_ALL.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
