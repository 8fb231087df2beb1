package dev.usher.login;

import dev.usher.config.LoginSettings;
import dev.usher.config.Logo;
import dev.usher.http.Page;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What all pages have in common: how they look, and what a browser may load for them. No script. Immutable. */
final class Frame {

    private final List<Asset> assets = new ArrayList<>();
    private final Html head;
    private final Html logo;
    private final String policy;

    Frame(LoginSettings settings) {
        Asset style = new Asset(
                settings.path(), "/page.css", "text/css; charset=utf-8", Buffer.buffer(Stylesheet.of(settings.page())));
        assets.add(style);
        Html links = Html.of("<link rel=\"stylesheet\" href=\"{}\">", style.address());
        Logo picture = settings.page().logo();
        if (picture == null) {
            this.head = links;
            this.logo = Html.NOTHING;
        } else {
            Asset file = new Asset(settings.path(), "/logo", picture.type(), buffer(picture));
            assets.add(file);
            this.head = Html.of("{}\n<link rel=\"icon\" href=\"{}\">", links, file.address());
            this.logo = Html.of("<img class=\"logo\" src=\"{}\" alt=\"\">\n", file.address());
        }
        // browsers hold a form to this even when its answer sends them on
        String others =
                settings.returnTo().stream().sorted().map(host -> " " + host).collect(Collectors.joining());
        this.policy = "default-src 'none'; style-src 'self'; " + (picture == null ? "" : "img-src 'self'; ")
                + "base-uri 'none'; frame-ancestors 'none'; form-action 'self'" + others;
    }

    /** What the pages need beside themselves. */
    List<Asset> assets() {
        return List.copyOf(assets);
    }

    Page around(String title, Html body) {
        Html page = Html.of("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>{}</title>
                {}
                </head>
                <body>
                <main>
                {}<h1>{}</h1>
                {}</main>
                </body>
                </html>
                """, title, head, logo, title, body);
        return new Page(page.markup(), policy);
    }

    private static Buffer buffer(Logo logo) {
        byte[] bytes = new byte[logo.content().remaining()];
        logo.content().get(bytes);
        return Buffer.buffer(bytes);
    }
}
