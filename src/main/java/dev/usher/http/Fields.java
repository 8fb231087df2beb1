package dev.usher.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A message's fields without the strings that are made of them only to be looked at once. */
public final class Fields {

    private Fields() {}

    /** Every field in the order of the message, in the codec's own character sequences where there are some. */
    @SuppressWarnings("unchecked") // an entry of strings that is only read is an entry of character sequences
    public static Iterator<Map.Entry<CharSequence, CharSequence>> iterator(MultiMap headers) {
        return headers instanceof HttpHeaders codec
                ? codec.iteratorCharSequence()
                : (Iterator<Map.Entry<CharSequence, CharSequence>>) (Iterator<?>) headers.iterator();
    }

    /** All values of one field; most fields are absent, and then this costs a look. */
    public static List<String> values(MultiMap headers, CharSequence name) {
        return headers.contains(name) ? headers.getAll(name) : List.of();
    }
}
