package dev.usher.cli;

import dev.usher.config.RouteDefinition;
import dev.usher.config.Settings;
import dev.usher.route.Route;
import dev.usher.route.RouteTable;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code usher routes}: the table in the order in which patterns are preferred. */
@Command(
        name = "routes",
        description = "Prints the routes of a file in matching order, most specific first.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  usher routes -c usher.yaml")
final class RoutesCommand implements Callable<Integer> {

    private static final List<String> HEADING = List.of("ROUTE", "ACCESS", "TARGET", "");

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        Settings settings = config.read();
        if (settings == null) {
            return Failures.BAD_FILE;
        }
        List<List<String>> rows = Stream.concat(
                        Stream.of(HEADING),
                        new RouteTable(settings.routes())
                                .inMatchingOrder().stream().map(RoutesCommand::row))
                .toList();
        print(rows, config.out());
        return 0;
    }

    private static List<String> row(Route route) {
        RouteDefinition definition = route.definition();
        String access = definition.auth().name().toLowerCase(Locale.ROOT);
        if (!definition.roles().isEmpty()) {
            access += " " + new TreeSet<>(definition.roles());
        }
        if (!definition.rules().isEmpty()) {
            access += " + " + definition.rules().size() + (definition.rules().size() == 1 ? " rule" : " rules");
        }
        return List.of(
                route.name(),
                access,
                definition.targets().stream().map(URI::toString).collect(Collectors.joining(", ")),
                definition.isFacade() ? "facade" : definition.strip() == null ? "" : "strip " + definition.strip());
    }

    private static void print(List<List<String>> rows, PrintWriter out) {
        int first = width(rows, 0);
        int second = width(rows, 1);
        for (List<String> row : rows) {
            String line = String.format(
                    "%-" + first + "s  %-" + second + "s  %s  %s", row.get(0), row.get(1), row.get(2), row.get(3));
            out.println(line.stripTrailing());
        }
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
    }
}
