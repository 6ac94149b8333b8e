package dev.vigie.functions;

/** A dependency of {@link EchoFunction}, made by {@link GreetingFactory}. */
record Greeting(String text) {}
