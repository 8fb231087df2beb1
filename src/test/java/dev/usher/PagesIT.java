package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages in the browser that most people have, by keyboard alone. */
class PagesIT {

    private static final String LOGIN = "textbox Login";
    private static final String PASSWORD = "textbox Password";
    private static final String STAY = "checkbox Stay signed in";
    private static final String SIGN_IN = "button Sign in";
    private static final String WRONG = "Wrong login or password.";

    /** Of every text with what is behind it, and of every field's edge, what WCAG 2.2 wants less than it is. */
    private static final String TOO_FAINT = """
            (() => {
              const rgb = text => text.match(/[\\d.]+/g).map(Number);
              const ground = element => {
                const colour = rgb(getComputedStyle(element).backgroundColor);
                const isSeen = colour.length === 3 || colour[3] > 0 || !element.parentElement;
                return isSeen ? colour : ground(element.parentElement);
              };
              const luminance = colour => colour.slice(0, 3).map(part => part / 255)
                .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
                .reduce((sum, part, i) => sum + part * [.2126, .7152, .0722][i], 0);
              const contrast = (one, other) => {
                const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
                return (light + .05) / (dark + .05);
              };
              const faint = [];
              for (const element of document.querySelectorAll("body *")) {
                const style = getComputedStyle(element);
                const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
                if ((hasText || element.matches("input")) && contrast(rgb(style.color), ground(element)) < 4.5)
                  faint.push("text of " + element.outerHTML);
                if (element.matches("input, .or")
                    && contrast(rgb(style.borderTopColor), ground(element.parentElement)) < 3)
                  faint.push("edge of " + element.outerHTML);
              }
              return faint.join();
            })()""";

    /** What could be pressed beside, or does not fit on the page. */
    private static final String TOO_SMALL = """
            [...document.querySelectorAll("button, a, label.stay, input:not([type=checkbox]):not([type=hidden])")]
              .filter(element => element.getBoundingClientRect().height < 44)
              .map(element => element.outerHTML).join()""";

    private static final String OVERFLOW = "document.documentElement.scrollWidth - innerWidth";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().route("/closed/**", "{ target: ECHO, roles: [Chief] }");

    @TempDir
    private static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @SuppressWarnings("NullAway.Init")
    private ChromiumTab tab;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start(directory);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void openTab() {
        tab = chromium.tab();
    }

    @AfterEach
    void thePolicyForbidsNothingThatAPageHas() {
        assertThat(tab.complaints()).noneMatch(text -> text.contains("Content Security Policy"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fromAProtectedPageToTheFormAndBackByKeyboard(boolean scripts) {
        if (!scripts) {
            tab.withoutScripts();
        }
        tab.open(at("/orders/1?a=b"));
        assertThat(tab.url()).isEqualTo(at("/auth/sign-in?return_to=%2Forders%2F1%3Fa%3Db"));
        assertThat(tab.told()).contains("heading Sign in", LOGIN, PASSWORD, STAY, SIGN_IN);

        await().until(() -> tab.focused().equals(LOGIN));
        tab.type("alice@example.com");
        tab.press("Tab");
        tab.type("wonderland");
        assertThat(tab.focused()).isEqualTo(PASSWORD);
        tab.press("Tab");
        tab.press("Space");
        tab.press("Tab");
        assertThat(tab.focused()).isEqualTo(SIGN_IN);
        tab.leave(() -> tab.press("Enter"));

        assertThat(tab.url()).isEqualTo(at("/orders/1?a=b"));
        assertThat(String.join("", tab.told())).contains("alice@example.com");
        tab.open(at("/auth/sign-in?return_to=/orders/2"));
        assertThat(tab.told()).contains("heading You are signed in", "StaticText Alice (alice@example.com)");
        tab.tabTo("link Continue");
        tab.leave(() -> tab.press("Enter"));
        assertThat(tab.url()).isEqualTo(at("/orders/2"));
    }

    @Test
    void whatWentWrongIsReadFirstAndTheLoginIsStillThere() {
        tab.open(at("/auth/sign-in"));
        signIn("alice@example.com", "wrong");

        await().until(() -> tab.focused().startsWith("alert"));
        assertThat(tab.told()).contains("StaticText " + WRONG);
        assertThat(tab.value("Login")).isEqualTo("alice@example.com");
        assertThat(tab.value("Password")).isEmpty();
        tab.press("Tab");
        assertThat(tab.focused()).isEqualTo(LOGIN);
        tab.press("Tab");
        tab.type("wonderland");
        tab.leave(() -> tab.press("Enter"));
        assertThat(tab.url()).isEqualTo(at("/"));
    }

    @Test
    void signingOutIsAskedAndDone() {
        tab.open(at("/auth/sign-in?return_to=/orders/1"));
        signIn("bob@example.com", "builder");

        tab.open(at("/auth/sign-out"));
        assertThat(tab.told()).contains("heading Sign out?", "StaticText Bob (bob@example.com)");
        tab.tabTo("button Sign out");
        tab.leave(() -> tab.press("Enter"));

        assertThat(tab.url()).isEqualTo(at("/auth/sign-out"));
        assertThat(tab.told()).contains("heading You are signed out", "link Sign in");
        tab.open(at("/orders/1"));
        assertThat(tab.url()).contains("/auth/sign-in");
    }

    @Test
    void whoMayNotHaveAPageComesBackToItAsSomebodyElse() {
        tab.open(at("/managers/1"));
        signIn("bob@example.com", "builder");
        assertThat(tab.url()).isEqualTo(at("/managers/1"));
        assertThat(tab.told()).contains("StaticText Bob (bob@example.com)");

        tab.tabTo("link Use another account");
        tab.leave(() -> tab.press("Enter"));
        signIn("alice@example.com", "wonderland");

        assertThat(tab.url()).isEqualTo(at("/managers/1"));
        assertThat(String.join("", tab.told())).contains("x-request-id", "alice@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everythingCanBeReadAndHit(String scheme) {
        tab.prefers("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce");
        tab.size(320, 480);
        tab.open(at("/closed/1"));
        assertFine();
        assertThat(tab.evaluate("getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'")
                        .asBoolean())
                .isEqualTo(scheme.equals("light"));
        signIn("x".repeat(300), "wrong");
        assertFine();
        tab.open(at("/auth/sign-in?return_to=/closed/1"));
        signIn("zoe@example.com", "wonderland");
        assertFine();
        tab.open(at("/auth/sign-in"));
        assertFine();
        tab.open(at("/auth/sign-out"));
        assertFine();
        tab.tabTo("button Sign out");
        tab.leave(() -> tab.press("Enter"));
        assertFine();
    }

    private void assertFine() {
        assertThat(tab.evaluate(TOO_FAINT).asText()).isEmpty();
        assertThat(tab.evaluate(TOO_SMALL).asText()).isEmpty();
        assertThat(tab.evaluate(OVERFLOW).asInt()).isNotPositive();
        assertThat(tab.evaluate("[...document.querySelectorAll('*')]"
                                + ".filter(e => getComputedStyle(e).transitionDuration !== '0s').length")
                        .asInt())
                .isZero();
    }

    /** The pictures of the documentation, where somebody asks for them: docs/images/make. */
    @Test
    void theyLookGood() throws IOException {
        tab.open(at("/auth/sign-in"));
        picture("sign-in-light", 800, 600);
        tab.prefers("prefers-color-scheme", "dark");
        signIn("alice@example.com", "wrong");
        picture("sign-in-dark", 800, 600);
        tab.open(at("/managers/1"));
        tab.prefers("prefers-color-scheme", "light");
        signIn("locked@example.com", "wonderland");
        picture("sign-in-phone", 360, 640);
        signIn("bob@example.com", "builder");
        picture("no-access-phone", 360, 640);
    }

    private void picture(String name, int width, int height) throws IOException {
        tab.size(width, height);
        byte[] png = tab.screenshot();
        assertThat(png.length).isBetween(2_000, 60_000);
        String wanted = System.getProperty("usher.images");
        if (wanted != null) {
            Files.write(Path.of(wanted, name + ".png"), png);
        }
    }

    private void signIn(String login, String password) {
        tab.tabTo(LOGIN);
        tab.type(login);
        tab.tabTo(PASSWORD);
        tab.type(password);
        tab.leave(() -> tab.press("Enter"));
    }

    private static String at(String path) {
        return "http://localhost:" + gateway.port() + path;
    }
}
