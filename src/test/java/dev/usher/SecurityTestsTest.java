package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The table of docs/SECURITY-TESTS.md names every promise and requirement, and only tests that there are. */
class SecurityTestsTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([PT]\\d+) \\|[^|]*\\|([^|]*)\\|([^|]*)\\|$");
    private static final Pattern NAMED = Pattern.compile("`([\\w.]+)#(\\w+)`");

    private record Row(String id, List<MatchResult> tests, String missing) {}

    @Test
    void everyPromiseAndRequirementHasARow() throws IOException {
        Stream<String> wanted = Stream.concat(
                IntStream.rangeClosed(1, 12).mapToObj(i -> "P" + i),
                IntStream.rangeClosed(1, 26).mapToObj(i -> "T" + i));

        assertThat(rows()).extracting(Row::id).containsExactlyElementsOf(wanted.toList());
    }

    @Test
    void aRowWithoutATestSaysWhereItsFeatureWillBe() throws IOException {
        assertThat(rows())
                .allMatch(row -> !row.tests().isEmpty() || row.missing().contains("issue "));
    }

    @Test
    void everyNamedTestIsThereAndCarriesItsRequirement() throws IOException, ClassNotFoundException {
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            for (MatchResult named : row.tests()) {
                List<Method> methods = methods(named.group(1), named.group(2));
                if (methods.isEmpty()) {
                    wrong.add(row.id() + ": there is no test " + named.group());
                } else if (row.id().startsWith("T") && tags(methods.getFirst()).noneMatch(row.id()::equals)) {
                    wrong.add(row.id() + ": is no tag of " + named.group());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Stream<String> tags(Method test) {
        return Arrays.stream(test.getAnnotationsByType(Tag.class)).map(Tag::value);
    }

    private static List<Method> methods(String type, String name) throws ClassNotFoundException {
        // without what the class starts when it is made ready
        Class<?> found = Class.forName("dev.usher." + type, false, SecurityTestsTest.class.getClassLoader());
        return Arrays.stream(found.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .filter(method -> Arrays.stream(method.getAnnotations())
                        .anyMatch(mark -> mark.annotationType().getSimpleName().endsWith("Test")))
                .toList();
    }

    private static List<Row> rows() throws IOException {
        return ROW.matcher(Files.readString(Path.of("docs/SECURITY-TESTS.md")))
                .results()
                .map(row -> new Row(
                        row.group(1), NAMED.matcher(row.group(2)).results().toList(), row.group(3)))
                .toList();
    }
}
