package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.usher.TestCertificate;
import dev.usher.config.RouteDefinition.AuthMode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The files of {@code conf} are documentation that runs. */
class ShippedFilesTest {

    private static final Path REFERENCE = Path.of("conf/usher.yaml");
    private static final Path DEMO = Path.of("conf/demo.yaml");

    @Test
    void theReferenceIsAcceptedAsItIs() {
        Reading reading = ConfigFile.read(REFERENCE, name -> null);

        assertThat(reading).isInstanceOf(Reading.Valid.class);
        assertThat(((Reading.Valid) reading).warnings())
                .extracting(Problem::key)
                .containsExactly("listen", "session.keys");
    }

    @Test
    void theReferenceShowsTheDefaults() {
        Settings reference = Texts.settings(ConfigFile.read(REFERENCE, name -> null));
        Settings defaults = Texts.settings(Texts.SMALLEST);

        assertThat(reference.listen()).isEqualTo(defaults.listen());
        assertThat(reference.trustedProxies()).isEqualTo(defaults.trustedProxies());
        assertThat(reference.auth())
                .usingRecursiveComparison()
                .ignoringFields("url")
                .isEqualTo(defaults.auth());
        assertThat(reference.session()).isEqualTo(defaults.session());
        assertThat(reference.login()).isEqualTo(defaults.login());
        assertThat(reference.identity()).isEqualTo(defaults.identity());
        assertThat(reference.shutdown()).isEqualTo(defaults.shutdown());
        assertThat(reference.routes().getLast())
                .usingRecursiveComparison()
                .ignoringFields("pattern", "targets")
                .isEqualTo(defaults.routes().getFirst());
    }

    @Test
    void whatTheReferenceHasCommentedOutIsRightToo() throws IOException {
        TestCertificate own = TestCertificate.usual();
        String text = Files.readString(REFERENCE)
                .replaceAll(
                        "(?m)^( +)# (?=(https|tls|token|whoami|store"
                                + "|  (host|port|url|timeout|ca|cert|key|server-name)):)",
                        "$1")
                .replace("keys: []", "keys: ['" + "00".repeat(32) + "']")
                .replaceAll("(tls|client|(services|redis)-ca)\\.crt", own.cert().toString())
                .replaceAll("(tls|client)\\.key", own.key().toString())
                .replace("${file:/run/secrets/admin}", "${TOKEN:t}");

        Settings settings = Texts.settings(ConfigFile.read("usher.yaml", text, Path.of("conf"), name -> null));

        assertThat(settings.listen().https()).isNotNull();
        assertThat(settings.listen().admin().token()).isEqualTo(new Secret("t"));
        assertThat(settings.auth().whoami()).isEqualTo("services/Account/currentUser");
        assertThat(settings.session().store()).isNotNull();
        assertThat(settings.routes()).extracting(RouteDefinition::tls).anyMatch(Objects::nonNull);
    }

    @Test
    void theDemoHasThreeKindsOfRoutes() {
        Reading reading = ConfigFile.read(DEMO, name -> null);

        List<RouteDefinition> routes = Texts.settings(reading).routes();

        assertThat(routes)
                .extracting(route -> route.pattern().toString(), RouteDefinition::auth)
                .containsExactly(
                        tuple("/orders/**", AuthMode.REQUIRED),
                        tuple("/public/**", AuthMode.NONE),
                        tuple("/managers/**", AuthMode.REQUIRED));
        assertThat(routes.getLast().roles()).containsExactly("Manager");
    }

    @Test
    void theDemosPortsCanBeMoved() {
        Map<String, String> ports = Map.of(
                "USHER_HTTP_PORT", "1", "USHER_ADMIN_PORT", "2", "USHER_SANDBOX_PORT", "3", "USHER_ECHO_PORT", "4");

        Settings settings = Texts.settings(ConfigFile.read(DEMO, ports::get));

        assertThat(settings.listen().http().port()).isEqualTo(1);
        assertThat(settings.listen().admin().port()).isEqualTo(2);
        assertThat(settings.auth().url()).isEqualTo(URI.create("http://127.0.0.1:3/DEMO-APP/DEMO-KEY"));
        assertThat(settings.routes())
                .allSatisfy(route -> assertThat(route.targets()).containsExactly(URI.create("http://127.0.0.1:4")));
    }
}
