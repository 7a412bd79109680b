package dev.flare.messages.view;

import java.util.Map;

/** Wire names of queries, whatever the classes are called. */
public final class QueryNames {

    private static final Map<Class<?>, String> NAMES = Map.of(
            GetAccount.class, "view.GetAccount",
            GetEntries.class, "view.GetEntries",
            FindAccounts.class, "view.FindAccounts",
            GetTotals.class, "view.GetTotals");

    private QueryNames() {}

    public static String of(Class<?> query) {
        String name = NAMES.get(query);
        if (name == null) {
            throw new IllegalArgumentException(query + " is not a query");
        }
        return name;
    }
}
