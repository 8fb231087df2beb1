package dev.usher.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.GatewayFailure;

/**
 * What a client wants of the session that it is about to get.
 *
 * @param stayLoggedIn whether it outlives the browser
 * @param delivery how the client wants its token
 */
record Wishes(boolean stayLoggedIn, Delivery delivery) {

    /** @throws GatewayFailure.BadRequest when a field is neither true nor false */
    static Wishes of(Submission sent) {
        ObjectNode fields = sent.fields();
        return new Wishes(
                flag("stayLoggedIn", fields),
                sent.isForm() ? new Delivery.Form(Form.text(fields, "return_to")) : delivery(fields));
    }

    private static Delivery delivery(ObjectNode fields) {
        return flag("cookie", fields) ? Delivery.Cookie.INSTANCE : Delivery.Body.INSTANCE;
    }

    /** A checked box of a form says {@code on} unless the page says otherwise. */
    private static boolean flag(String name, ObjectNode fields) {
        JsonNode flag = fields.get(name);
        if (flag == null || flag.isNull()) {
            return false;
        }
        return switch (flag.isContainerNode() ? flag.toString() : flag.asText()) {
            case "true", "on", "1" -> true;
            case "false", "off", "0", "" -> false;
            default -> throw new GatewayFailure.BadRequest(name + " must be true or false");
        };
    }
}
