package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A page as its user meets it: by keys, and by what a screen reader is told of it. */
final class ChromiumTab {

    private final Chromium chromium;
    private final String session;
    private final AtomicInteger loads = new AtomicInteger();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    ChromiumTab(Chromium chromium, String session) {
        this.chromium = chromium;
        this.session = session;
        chromium.listen(session, this::happened);
        call("Page.enable", Map.of());
        call("Log.enable", Map.of());
        call("Accessibility.enable", Map.of());
    }

    private void happened(JsonNode event) {
        switch (event.get("method").asText()) {
            case "Page.loadEventFired" -> loads.incrementAndGet();
            case "Log.entryAdded" ->
                complaints.add(event.at("/params/entry/text").asText());
            default -> {
                // the protocol says much more than tests want to know
            }
        }
    }

    /** What the browser has to say about the pages, such as what their policy forbids. */
    List<String> complaints() {
        return complaints;
    }

    void open(String url) {
        leave(() -> call("Page.navigate", Map.of("url", url)));
    }

    /** Does what leads to another page, and waits for that. */
    void leave(Runnable action) {
        int before = loads.get();
        action.run();
        await().until(() -> loads.get() > before);
    }

    void withoutScripts() {
        call("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    }

    /** @param features of CSS media, names and values in turn */
    void prefers(String... features) {
        List<Map<String, String>> pairs = Stream.iterate(0, i -> i < features.length, i -> i + 2)
                .map(i -> Map.of("name", features[i], "value", features[i + 1]))
                .toList();
        call("Emulation.setEmulatedMedia", Map.of("features", pairs));
    }

    void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    void type(String text) {
        call("Input.insertText", Map.of("text", text));
    }

    /** One of Tab, Enter and Space, or Shift+Tab. */
    void press(String key) {
        boolean shift = key.startsWith("Shift+");
        String bare = shift ? key.substring("Shift+".length()) : key;
        int code = switch (bare) {
            case "Tab" -> 9;
            case "Enter" -> 13;
            default -> 32;
        };
        String text = code == 9 ? "" : String.valueOf((char) code);
        for (String type : new String[] {"keyDown", "keyUp"}) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of(
                            "type",
                            type,
                            "key",
                            code == 32 ? " " : bare,
                            "code",
                            bare,
                            "windowsVirtualKeyCode",
                            code,
                            "modifiers",
                            shift ? 8 : 0,
                            "text",
                            type.equals("keyDown") ? text : ""));
        }
    }

    /** Goes on with Tab until something has the focus, which no mouse could reach then either. */
    void tabTo(String element) {
        for (int i = 0; i < 10 && !focused().equals(element); i++) {
            press("Tab");
        }
        assertThat(focused()).isEqualTo(element);
    }

    /** What has the focus, as role and name. */
    String focused() {
        return elements()
                .filter(ChromiumTab::isFocused)
                .map(ChromiumTab::described)
                .reduce("nothing", (outer, inner) -> inner);
    }

    /** What there is to read and to use, each as role and name, in the order of the page. */
    List<String> told() {
        return elements()
                .map(ChromiumTab::described)
                .filter(text -> !text.startsWith("generic") && !text.startsWith("InlineTextBox"))
                .toList();
    }

    /** The value of a text field by its name. */
    String value(String field) {
        return elements()
                .filter(node -> described(node).equals("textbox " + field))
                .map(node -> node.at("/value/value").asText())
                .findFirst()
                .orElse("nothing");
    }

    private Stream<JsonNode> elements() {
        JsonNode nodes = call("Accessibility.getFullAXTree", Map.of()).get("nodes");
        return StreamSupport.stream(nodes.spliterator(), false)
                .filter(node -> !node.get("ignored").asBoolean());
    }

    private static boolean isFocused(JsonNode node) {
        return StreamSupport.stream(node.path("properties").spliterator(), false)
                .anyMatch(property -> property.get("name").asText().equals("focused")
                        && property.at("/value/value").asBoolean());
    }

    private static String described(JsonNode node) {
        return node.at("/role/value").asText() + " " + node.at("/name/value").asText();
    }

    /** Where the browser is, as its address line says. */
    String url() {
        JsonNode history = call("Page.getNavigationHistory", Map.of());
        return history.get("entries")
                .get(history.get("currentIndex").asInt())
                .get("url")
                .asText();
    }

    /** What an expression comes to; only where tests want to know what no person sees. */
    JsonNode evaluate(String expression) {
        JsonNode result = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        assertThat(result.get("exceptionDetails")).isNull();
        return result.at("/result/value");
    }

    byte[] screenshot() {
        String png = call("Page.captureScreenshot", Map.of("format", "png"))
                .get("data")
                .asText();
        return Base64.getDecoder().decode(png);
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        return chromium.call(session, method, parameters);
    }
}
