package dev.usher.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** Faults as the switches write them: {@code {"fault":"delay","millis":200}}. */
final class FaultJson {

    private static final int TWO_MEBIBYTES = 2 << 20;

    private FaultJson() {}

    static Fault read(JsonObject json) {
        String name = json.getString("fault", "");
        return switch (name) {
            case "delay" -> Fault.delay(Duration.ofMillis(json.getLong("millis", 1000L)));
            case "hang" -> Fault.hang();
            case "reset" -> Fault.reset();
            case "500" -> Fault.serverError();
            case "429" -> Fault.tooManyRequests(json.getInteger("retryAfter", 30));
            case "malformed" -> Fault.malformedJson();
            case "html" -> Fault.html();
            case "empty" -> Fault.emptyBody();
            case "redirect" -> Fault.redirect(json.getString("location", "/"));
            case "string" -> Fault.stringTrue();
            case "oversize" -> Fault.oversize(json.getInteger("bytes", TWO_MEBIBYTES));
            case "error" ->
                Fault.error(json.getInteger("status", 400), json.getInteger("code", 0), json.getString("message", ""));
            case "reply" -> Fault.reply(json.getInteger("status", 200), Map.of(), json.getString("body", ""));
            default -> throw new IllegalArgumentException("no fault is called '" + name + "'");
        };
    }
}
