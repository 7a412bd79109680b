package dev.flare.web.document;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.beans.BeanUtils;
import org.springframework.web.method.HandlerMethod;

/**
 * Puts what the descriptions say into the document. Which calls there are is found by springdoc in the controllers' mappings;
 * a call that nobody described stays as bare as it was found, which a test notices.
 */
final class OpenApiDocument implements OperationCustomizer, GlobalOpenApiCustomizer {

    private final Map<String, Schema<?>> schemas = new ConcurrentSkipListMap<>(Problems.SHAPE.schemas());

    @Override
    public Operation customize(Operation found, HandlerMethod method) {
        Described described = method.getMethodAnnotation(Described.class);
        if (described == null) {
            return found;
        }
        Call call = BeanUtils.instantiateClass(described.by()).call();
        schemas.putAll(call.schemas());
        return call.operation();
    }

    @Override
    public void customise(OpenAPI document) {
        Components components = new Components();
        schemas.forEach(components::addSchemas);
        Headers.all().forEach(components::addHeaders);
        Paths paths = new Paths();
        new TreeMap<>(document.getPaths()).forEach(paths::addPathItem);
        document.info(info()).servers(List.of(new Server().url("/"))).components(components);
        document.paths(paths).tags(null);
    }

    private static Info info() {
        return new Info()
                .title("Flare")
                .version("1")
                .license(new License().name("Apache 2.0").identifier("Apache-2.0"))
                .description("""
                        An event-sourced transaction system. Amounts are whole numbers of the currency's minor unit. \
                        Fields may be added to answers; names, meanings and codes stay. docs/API.md says what the words \
                        mean exactly.""");
    }
}
