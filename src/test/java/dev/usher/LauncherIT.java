package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/usher} and {@code bin/find-java}, wherever they lie and whatever Java is the default. */
class LauncherIT {

    private static final String THIS_JAVA = System.getProperty("java.home");
    private static final String NOWHERE = "/nonexistent";

    @TempDir
    private Path directory;

    private record Outcome(int exit, String out, String err) {}

    private Outcome run(Map<String, String> variables, String... command) throws Exception {
        try (Distribution process = Distribution.start(directory, variables, List.of(command))) {
            int exit = process.awaitExit(60);
            return new Outcome(exit, process.out(), process.err());
        }
    }

    private static void assertIsVersion(Outcome outcome) {
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("usher ")
                .contains("java " + Runtime.version().feature());
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void theDistributionHasAllThatItNeeds() {
        for (String file : List.of(
                "bin/usher",
                "bin/find-java",
                "bin/healthy",
                "conf/usher.yaml",
                "conf/demo.yaml",
                "LICENSE",
                "README.md")) {
            assertThat(Distribution.home().resolve(file)).isRegularFile();
        }
        assertThat(Distribution.launcher()).isExecutable();
    }

    @Test
    void theShippedFilesAreFine() throws Exception {
        for (String file : List.of("conf/usher.yaml", "conf/demo.yaml")) {
            String path = Distribution.home().resolve(file).toAbsolutePath().toString();
            Outcome check = run(
                    Map.of("USHER_JAVA_HOME", THIS_JAVA),
                    Distribution.launcher().toString(),
                    "check",
                    "-c",
                    path);
            assertThat(check.exit()).as(check.err()).isZero();
        }
    }

    @Test
    void aBadFileIs78() throws Exception {
        Path bad = Files.writeString(directory.resolve("bad.yaml"), "auth: {}\n");

        Outcome run = run(
                Map.of("USHER_JAVA_HOME", THIS_JAVA), Distribution.launcher().toString(), "run", "-c", bad.toString());

        assertThat(run.exit()).isEqualTo(78);
    }

    @Test
    void itStartsThroughASymlinkInAPathWithSpaces() throws Exception {
        Path spaced = Files.createDirectory(directory.resolve("a place with spaces"));
        Path home = Files.createSymbolicLink(
                spaced.resolve("the distribution"), Distribution.home().toAbsolutePath());
        Path link = Files.createSymbolicLink(spaced.resolve("us her"), home.resolve("bin/usher"));

        assertIsVersion(run(Map.of("USHER_JAVA_HOME", THIS_JAVA), link.toString(), "version"));
    }

    @Test
    void aDistributionCopiedToAPathWithSpacesRuns() throws Exception {
        Path copy = copyTree(Distribution.home(), directory.resolve("usher copy"));

        assertIsVersion(run(
                Map.of("USHER_JAVA_HOME", THIS_JAVA), copy.resolve("bin/usher").toString(), "version"));
    }

    @Test
    void whatItTrainedForIsUsedAndWhatDoesNotFitIsPassedOver() throws Exception {
        Path copy = copyTree(Distribution.home(), directory.resolve("trained"));
        String usher = copy.resolve("bin/usher").toString();
        Outcome training = run(Map.of("USHER_JAVA_HOME", THIS_JAVA), usher, "train");
        assertThat(training.exit()).as(training.out() + training.err()).isZero();

        // with this mode the JVM refuses to start without the cache
        Map<String, String> required = Map.of("USHER_JAVA_HOME", THIS_JAVA, "JAVA_OPTS", "-XX:AOTMode=on");
        assertIsVersion(run(required, usher, "version"));

        Files.setLastModifiedTime(copy.resolve("lib/usher-0.1.0.jar"), FileTime.fromMillis(1_000_000));
        assertThat(run(required, usher, "version").exit()).isNotZero();
        assertIsVersion(run(Map.of("USHER_JAVA_HOME", THIS_JAVA), usher, "version"));
    }

    @Test
    void anEmptyEnvironmentIsEnough() throws Exception {
        assertIsVersion(run(
                Map.of(),
                "/usr/bin/env",
                "-i",
                "USHER_JAVA_PLACES=" + Path.of(THIS_JAVA).getParent(),
                Distribution.launcher().toString(),
                "version"));
    }

    @Test
    void anOlderJavaHomeIsPassedOver() throws Exception {
        Path seventeen = fakeJava("17.0.15");
        Map<String, String> variables = Map.of(
                "JAVA_HOME",
                seventeen.toString(),
                "USHER_JAVA_PLACES",
                seventeen.getParent() + ":" + Path.of(THIS_JAVA).getParent());

        assertIsVersion(run(variables, Distribution.launcher().toString(), "version"));
    }

    @Test
    void theNewestJavaOfAPlaceIsTaken() throws Exception {
        fakeJava("25.0.1");
        Path newest = fakeJava("27");
        fakeJava("26.0.2");

        Outcome found =
                findJava(Map.of("USHER_JAVA_PLACES", directory.resolve("jdks").toString()));

        assertThat(found.out()).isEqualTo(newest + "/bin/java\n");
    }

    @Test
    void withoutAJava25ItIsOneLineAndOne() throws Exception {
        fakeJava("24.0.2");

        Outcome outcome = run(
                withoutJava(directory.resolve("jdks").toString()),
                Distribution.launcher().toString(),
                "version");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).singleElement().asString().startsWith("usher: no Java 25 found");
    }

    @Test
    void aRuntimeWithoutACompilerIsNoJdk() throws Exception {
        fakeJava("25.0.1");
        Map<String, String> variables = withoutJava(directory.resolve("jdks").toString());

        assertThat(findJava(variables).exit()).isZero();
        Outcome jdk = findJava(variables, "--jdk");

        assertThat(jdk.exit()).isEqualTo(1);
        assertThat(jdk.err()).startsWith("usher: no JDK 25 found");
    }

    @Test
    void aCheckoutIsBuiltOnceAndAgainWhenASourceChanges() throws Exception {
        Path checkout = checkout("echo built >>\"$BUILDS\" && mkdir -p target/usher-0.1.0/bin target/usher-0.1.0/lib"
                + " && printf '#!/bin/sh\\necho \"ran $*\"\\n' >target/usher-0.1.0/bin/usher"
                + " && chmod +x target/usher-0.1.0/bin/usher"
                + " && touch target/usher-0.1.0/lib/usher-0.1.0.jar target/usher-0.1.0.tar.gz");
        Path builds = directory.resolve("builds");

        for (int i = 0; i < 3; i++) {
            assertThat(usherOf(checkout, builds)).isEqualTo("ran routes -c a file.yaml\n");
            assertThat(Files.readAllLines(builds)).hasSize(1);
        }
        FileTime built = Files.getLastModifiedTime(checkout.resolve("target/usher-0.1.0.tar.gz"));
        Files.setLastModifiedTime(
                checkout.resolve("src/main/Main.java"), FileTime.fromMillis(built.toMillis() + 2_000));
        assertThat(usherOf(checkout, builds)).isEqualTo("ran routes -c a file.yaml\n");
        assertThat(Files.readAllLines(builds)).hasSize(2);
    }

    @Test
    void aBuildThatFailsShowsItsLogAndIsOne() throws Exception {
        Path checkout = checkout("echo 'cannot find symbol'; exit 1");

        Outcome outcome = run(
                buildVariables(directory.resolve("builds")),
                checkout.resolve("usher").toString());

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("cannot find symbol").endsWith("usher: the build failed, see above\n");
    }

    private String usherOf(Path checkout, Path builds) throws Exception {
        Outcome outcome =
                run(buildVariables(builds), checkout.resolve("usher").toString(), "routes", "-c", "a file.yaml");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        return outcome.out();
    }

    private Map<String, String> buildVariables(Path builds) {
        return Map.of(
                "BUILDS",
                builds.toString(),
                "USHER_JAVA_HOME",
                THIS_JAVA,
                "PATH",
                directory.resolve("maven") + ":" + System.getenv("PATH"));
    }

    /** The launcher of a checkout, with a Maven that does what the test says. */
    private Path checkout(String maven) throws IOException {
        Path checkout = Files.createDirectory(directory.resolve("a checkout"));
        Files.copy(Path.of("usher"), checkout.resolve("usher"));
        Files.copy(Path.of("pom.xml"), checkout.resolve("pom.xml"));
        copyTree(
                Path.of("src/dist"),
                Files.createDirectories(checkout.resolve("src")).resolve("dist"));
        Files.writeString(Files.createDirectory(checkout.resolve("src/main")).resolve("Main.java"), "class Main {}");
        script(directory.resolve("maven/mvn"), maven);
        return checkout;
    }

    private Outcome findJava(Map<String, String> variables, String... arguments) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of(Distribution.home()
                                .resolve("bin/find-java")
                                .toAbsolutePath()
                                .toString()),
                        Stream.of(arguments))
                .toList();
        Map<String, String> all = new java.util.HashMap<>(withoutJava(NOWHERE));
        all.putAll(variables);
        return run(all, command.toArray(String[]::new));
    }

    /** A PATH with what the launcher calls and no Java, and nothing that points to one. */
    private Map<String, String> withoutJava(String places) throws IOException {
        Path tools = directory.resolve("tools");
        if (!Files.exists(tools)) {
            for (String tool : List.of("sed", "head", "dirname", "readlink")) {
                script(tools.resolve(tool), "exec " + which(tool) + " \"$@\"");
            }
        }
        return Map.of("PATH", tools.toString(), "JAVA_HOME", "", "USHER_JAVA_HOME", "", "USHER_JAVA_PLACES", places);
    }

    private static Path which(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(place -> Path.of(place, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private Path fakeJava(String version) throws IOException {
        Path home = directory.resolve("jdks").resolve("jdk-" + version);
        script(home.resolve("bin/java"), "echo 'this Java must not be started'; exit 3");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void script(Path file, String line) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }
}
