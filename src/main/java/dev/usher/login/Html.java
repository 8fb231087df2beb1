package dev.usher.login;

/**
 * A piece of HTML. What is put into its holes is text, and cannot become markup, unless it is a piece of HTML itself.
 *
 * @param markup written here, never received
 */
record Html(String markup) {

    static final Html NOTHING = new Html("");

    private static final String HOLE = "{}";

    /**
     * Fills the holes of a template in their order.
     *
     * @param template markup with {@code {}} between tags, or within an attribute's double quotes
     * @param parts a {@link String} or an {@link Html} for each hole
     */
    static Html of(String template, Object... parts) {
        StringBuilder filled = new StringBuilder(template.length() + 64);
        int from = 0;
        for (Object part : parts) {
            int hole = template.indexOf(HOLE, from);
            filled.append(template, from, hole).append(part instanceof Html(String markup) ? markup : escaped(part));
            from = hole + HOLE.length();
        }
        return new Html(filled.append(template, from, template.length()).toString());
    }

    private static String escaped(Object text) {
        return text.toString()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
