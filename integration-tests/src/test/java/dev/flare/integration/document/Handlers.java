package dev.flare.integration.document;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.flare.messages.MessageNames;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.SupervisionNames;
import dev.flare.messages.view.QueryNames;
import dev.flare.query.ask.Answers;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;

/** Every message, who publishes it and who handles it, as the classes say. */
final class Handlers {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.flare.messages", "dev.flare.command", "dev.flare.query", "dev.flare.saga");

    private Handlers() {}

    static String page() {
        return """
                # Who says what to whom

                Generated from the classes; [HACKING.md](HACKING.md) has the line that writes it anew. Every command, event and query with
                its wire name. A class stands with its module. **Read by** are the classes that look into an event: what an account or a
                transaction is, what a request is answered, what the views show. The ledger's events are in the regions' logs, those of
                supervision in the supervisor's own. What is asked of the supervisor is decided as it comes and is no message: its calls
                stand in [API.md](API.md).

                """
                + section("Commands", LedgerCommand.class, Handlers::command)
                + section("Events of the ledger", LedgerEvent.class, Handlers::event)
                + section("Events of supervision", SupervisionEvent.class, Handlers::event)
                + queries();
    }

    private static String section(String title, Class<?> root, Function<Class<?>, String> entry) {
        return "## " + title + "\n\n"
                + records(root)
                        .sorted(Comparator.comparing(Class::getSimpleName))
                        .map(entry)
                        .collect(Collectors.joining());
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(Handlers::records) : Stream.of(type);
    }

    private static String command(Class<?> command) {
        return entry(
                "ledger." + command.getSimpleName(),
                command,
                "Asked for by",
                askers(command),
                "Decided by",
                classes(OURS.stream()
                        .filter(one -> one.getSimpleName().endsWith("Decision"))
                        .filter(one -> one.getMethods().stream().anyMatch(method -> takes(method, command)))));
    }

    private static boolean takes(JavaMethod method, Class<?> command) {
        return method.getRawParameterTypes().stream()
                .filter(type -> type.isAssignableTo(LedgerCommand.class) && !type.isEquivalentTo(LedgerCommand.class))
                .anyMatch(type -> type.isAssignableFrom(command));
    }

    private static String event(Class<?> event) {
        return entry(
                wireName(event),
                event,
                "Published by",
                classes(makers(event).map(JavaCodeUnit::getOwner)),
                "Read by",
                classes(OURS.stream()
                        .filter(one -> !one.getPackageName().startsWith("dev.flare.messages"))
                        .filter(one -> looksInto(one, event) || growsBy(one, event))));
    }

    private static String wireName(Class<?> event) {
        return LedgerEvent.class.isAssignableFrom(event)
                ? MessageNames.of(event.asSubclass(LedgerEvent.class))
                : SupervisionNames.of(event.asSubclass(SupervisionEvent.class));
    }

    private static boolean looksInto(JavaClass one, Class<?> event) {
        return one.getMethodCallsFromSelf().stream()
                .map(JavaAccess::getTargetOwner)
                .anyMatch(owner -> isKindOf(owner, event));
    }

    /** A state and an event make the next state. */
    private static boolean growsBy(JavaClass one, Class<?> event) {
        return one.getMethods().stream()
                .filter(method -> method.getRawReturnType().equals(one))
                .flatMap(method -> method.getRawParameterTypes().stream())
                .anyMatch(type -> isKindOf(type, event));
    }

    private static boolean isKindOf(JavaClass type, Class<?> event) {
        return type.isAssignableFrom(event)
                && (type.isAssignableTo(LedgerEvent.class) || type.isAssignableTo(SupervisionEvent.class));
    }

    private static String queries() {
        return "## Queries\n\n"
                + OURS.stream()
                        .filter(one -> one.isAssignableTo(Answers.class) && !one.isInterface())
                        .map(JavaClass::reflect)
                        .sorted(Comparator.comparing(one -> query(one).getSimpleName()))
                        .map(one -> entry(
                                QueryNames.of(query(one)),
                                query(one),
                                "Asked by",
                                askers(query(one)),
                                "Answered by",
                                name(OURS.get(one)) + " with `" + simple(arguments(one)[1]) + "`"))
                        .collect(Collectors.joining());
    }

    private static Class<?> query(Class<?> answers) {
        return (Class<?>) arguments(answers)[0];
    }

    private static Type[] arguments(Class<?> answers) {
        return ((ParameterizedType) answers.getGenericInterfaces()[0]).getActualTypeArguments();
    }

    private static String entry(String wire, Class<?> type, String first, String made, String second, String handled) {
        return "### `" + wire + "`\n\n- Fields: " + fields(type) + "\n- " + first + ": " + made + "\n- " + second + ": "
                + handled + "\n\n";
    }

    private static String fields(Class<?> type) {
        return Stream.of(type.getRecordComponents()).map(Handlers::field).collect(Collectors.joining(", "));
    }

    private static String field(RecordComponent component) {
        boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return "`" + component.getName() + (optional ? "?" : "") + "` " + simple(component.getGenericType());
    }

    private static String simple(Type type) {
        if (type instanceof ParameterizedType generic) {
            return simple(generic.getRawType())
                    + Stream.of(generic.getActualTypeArguments())
                            .map(Handlers::simple)
                            .collect(Collectors.joining(", ", "<", ">"));
        }
        return type instanceof Class<?> plain ? plain.getSimpleName() : type.getTypeName();
    }

    /** The calls that lead to the making of a message; where none does, the classes that make it by themselves. */
    private static String askers(Class<?> message) {
        Set<String> askers = new TreeSet<>();
        makers(message).forEach(maker -> askers.add(asker(maker)));
        return askers.isEmpty() ? "nobody yet" : String.join("; ", askers);
    }

    private static Stream<? extends JavaCodeUnit> makers(Class<?> message) {
        return OURS.stream()
                .filter(one -> !one.getPackageName().startsWith("dev.flare.messages"))
                .flatMap(one -> Stream.<JavaAccess<?>>concat(
                        one.getConstructorCallsFromSelf().stream(), one.getConstructorReferencesFromSelf().stream()))
                .filter(call -> call.getTargetOwner().isEquivalentTo(message))
                .map(JavaAccess::getOrigin);
    }

    private static String asker(JavaCodeUnit maker) {
        Set<String> endpoints = new TreeSet<>();
        climb(maker, new HashSet<>(), endpoints);
        String by = name(maker.getOwner());
        return endpoints.isEmpty() ? by : by + " for " + String.join(", ", endpoints);
    }

    private static void climb(JavaCodeUnit unit, Set<JavaCodeUnit> seen, Set<String> endpoints) {
        if (!seen.add(unit)) {
            return;
        }
        String endpoint = endpoint(unit);
        if (!endpoint.isEmpty()) {
            endpoints.add("`" + endpoint + "`");
            return;
        }
        unit.getAccessesToSelf().forEach(access -> climb(access.getOrigin(), seen, endpoints));
    }

    private static String endpoint(JavaCodeUnit unit) {
        return Stream.of(
                        unit.tryGetAnnotationOfType(GetMapping.class)
                                .map(get -> "GET " + path(get.value(), get.path())),
                        unit.tryGetAnnotationOfType(PostMapping.class)
                                .map(post -> "POST " + path(post.value(), post.path())),
                        unit.tryGetAnnotationOfType(PutMapping.class)
                                .map(put -> "PUT " + path(put.value(), put.path())))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    private static String path(String[] value, String[] path) {
        return List.of(value.length > 0 ? value : path).getFirst();
    }

    private static String classes(Stream<? extends JavaClass> classes) {
        String names = classes.map(Handlers::name).distinct().sorted().collect(Collectors.joining(", "));
        return names.isEmpty() ? "nobody yet" : names;
    }

    private static String name(JavaClass one) {
        JavaClass outer = one;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        String part = outer.getPackageName().split("\\.")[2];
        String module =
                switch (part) {
                    case "command" -> "command-side";
                    case "query" -> "query-side";
                    case "saga" -> "saga-supervisor";
                    default -> part;
                };
        return "`" + outer.getSimpleName() + "` (" + module + ")";
    }
}
