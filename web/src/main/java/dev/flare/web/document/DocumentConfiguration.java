package dev.flare.web.document;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.PropertySource;

/** The document, at {@code /v3/api-docs}. Nothing of it is made before somebody asks for it. */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/flare/web/document/document.properties")
public class DocumentConfiguration {

    @Bean
    @Lazy
    OpenApiDocument openApiDocument() {
        return new OpenApiDocument();
    }

    /** springdoc wants its beans made at the start; that would take time from everyone for the few who read the document. */
    @Bean
    static BeanFactoryPostProcessor makerOfTheDocumentWhenAskedFor() {
        return beans -> {
            for (String name : beans.getBeanDefinitionNames()) {
                BeanDefinition bean = beans.getBeanDefinition(name);
                if (isOfSpringdoc(beans, bean)) {
                    bean.setLazyInit(true);
                }
            }
        };
    }

    private static boolean isOfSpringdoc(ConfigurableListableBeanFactory beans, BeanDefinition bean) {
        String maker = bean.getFactoryBeanName();
        String type = maker != null && beans.containsBeanDefinition(maker)
                ? beans.getBeanDefinition(maker).getBeanClassName()
                : bean.getBeanClassName();
        return type != null && type.startsWith("org.springdoc.");
    }
}
