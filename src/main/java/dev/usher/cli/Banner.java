package dev.usher.cli;

import dev.usher.Usher;
import dev.usher.config.Settings;

/** The one line that says what runs where. */
final class Banner {

    private Banner() {}

    static String of(Usher usher, Settings settings) {
        StringBuilder line = new StringBuilder("Usher " + new Version().usher());
        line.append("  http://")
                .append(shown(settings.listen().http().host()))
                .append(":")
                .append(usher.httpPort());
        if (usher.httpsPort() != 0) {
            line.append("  https://localhost:").append(usher.httpsPort());
        }
        line.append("   admin http://")
                .append(shown(settings.listen().admin().host()))
                .append(":")
                .append(usher.adminPort());
        return line.append("   user server ").append(userServer(settings)).toString();
    }

    /** Without the path, which has the API key. */
    private static String userServer(Settings settings) {
        var url = settings.auth().url();
        return url.getScheme() + "://" + url.getAuthority();
    }

    private static String shown(String host) {
        return host.equals("0.0.0.0") || host.equals("127.0.0.1") || host.equals("::") ? "localhost" : host;
    }
}
