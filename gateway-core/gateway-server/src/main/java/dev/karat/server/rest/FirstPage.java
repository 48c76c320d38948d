package dev.karat.server.rest;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The address that {@code karat run} prints leads to where operators look; so does a login on it. */
@Configuration(proxyBeanMethods = false)
class FirstPage implements WebMvcConfigurer {
    @Override
    public void addViewControllers(ViewControllerRegistry pages) {
        pages.addRedirectViewController("/", "/actuator/hawtio");
    }
}
