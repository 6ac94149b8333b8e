package dev.vigie.local;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The first class of the embedded S3's process. It starts S3Mock, tells its port on the standard
 * output, and ends the process when the standard input ends: the kernel closes that pipe however
 * the parent dies.
 *
 * <p>S3Mock is not on Vigie's class path, so it is reached by reflection. It always opens a second
 * connector, on every address of the machine; here that one is bound to the loopback too.
 */
final class EmbeddedS3Child {
  /** Set to true where the process shall outlive its parent. */
  static final String OUTLIVES_PARENT = "vigie.outlives-parent";

  /** Begins the one line on the standard output; the port follows. */
  static final String PORT_LINE = "port ";

  private static final String LOOPBACK = "127.0.0.1";

  private static final String REQUEST = "jakarta.servlet.http.HttpServletRequest";
  private static final Object[] LOCKS = Stream.generate(Object::new).limit(64).toArray();

  private EmbeddedS3Child() {}

  /** Starts the server with Spring Boot's arguments, and returns while it runs. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    if (!Boolean.getBoolean(OUTLIVES_PARENT)) {
      Thread.ofPlatform().daemon().name("parent-watch").start(EmbeddedS3Child::endWithInput);
    }
    PrintStream parent = System.out;
    System.setOut(System.err); // the server's log
    Object context = start(arguments);
    Object environment = call(context, "getEnvironment");
    Method property = environment.getClass().getMethod("getProperty", String.class);
    parent.println(PORT_LINE + property.invoke(environment, "local.server.port"));
    parent.close();
  }

  private static Object start(String[] arguments) throws ReflectiveOperationException {
    Class<?> builderType =
        Class.forName("org.springframework.boot.builder.SpringApplicationBuilder");
    Class<?> initializer =
        Class.forName("org.springframework.context.ApplicationContextInitializer");
    Object[] initializers = (Object[]) Array.newInstance(initializer, 1);
    initializers[0] = proxy(initializer, (self, method, given) -> watchBeans(given[0]));
    Object builder =
        builderType
            .getConstructor(Class[].class)
            .newInstance(
                (Object)
                    new Class<?>[] {Class.forName("com.adobe.testing.s3mock.S3MockApplication")});
    builderType
        .getMethod("initializers", initializers.getClass())
        .invoke(builder, (Object) initializers);
    return builderType.getMethod("run", String[].class).invoke(builder, (Object) arguments);
  }

  private static @Nullable Object watchBeans(Object context) throws ReflectiveOperationException {
    Class<?> processor =
        Class.forName("org.springframework.beans.factory.config.BeanPostProcessor");
    Class<?> filter = Class.forName("jakarta.servlet.Filter");
    Object beans = call(context, "getBeanFactory");
    Class<?> type = beans.getClass();
    type.getMethod("addBeanPostProcessor", processor)
        .invoke(beans, proxy(processor, (self, method, given) -> bound(method, given)));
    type.getMethod("registerSingleton", String.class, Object.class)
        .invoke(
            beans,
            "vigieFilter",
            proxy(filter, (self, method, given) -> filter(beans, method, given)));
    return null;
  }

  // Two things that S3 promises and S3Mock 5.2.0 does not keep. A conditional write looks first and
  // writes then, so that several of eight writers win: here they take turns. And the abort of an
  // upload makes an object of the same key vanish: here only the upload's parts are deleted.
  private static @Nullable Object filter(Object beans, Method method, @Nullable Object[] given)
      throws ReflectiveOperationException {
    if (!method.getName().equals("doFilter")) {
      return null; // init and destroy
    }
    Object request = Objects.requireNonNull(given[0]);
    Object uri = call(request, "getRequestURI");
    if (isAbort(request) && abort(beans, request, uri.toString())) {
      Object response = Objects.requireNonNull(given[1]);
      publicMethod(response, "jakarta.servlet.http.HttpServletResponse", "setStatus", int.class)
          .invoke(response, 204);
    } else if (header(request, "If-None-Match") == null) {
      proceed(given);
    } else {
      synchronized (LOCKS[Math.floorMod(uri.hashCode(), LOCKS.length)]) {
        proceed(given);
      }
    }
    return null;
  }

  private static void proceed(@Nullable Object[] given) throws ReflectiveOperationException {
    Object chain = Objects.requireNonNull(given[2]);
    Class<?> type = Class.forName("jakarta.servlet.FilterChain");
    type.getMethod(
            "doFilter",
            Class.forName("jakarta.servlet.ServletRequest"),
            Class.forName("jakarta.servlet.ServletResponse"))
        .invoke(chain, given[0], given[1]);
  }

  private static boolean isAbort(Object request) throws ReflectiveOperationException {
    return call(request, "getMethod").equals("DELETE") && uploadId(request) != null;
  }

  /** Deletes the upload's parts; false if there is no such upload, and S3Mock shall say so. */
  private static boolean abort(Object beans, Object request, String uri)
      throws ReflectiveOperationException {
    String store = "com.adobe.testing.s3mock.s3.store.";
    Class<?> metadata = Class.forName("com.adobe.testing.s3mock.s3.model.BucketMetadata");
    Method bean = beans.getClass().getMethod("getBean", Class.class);
    Object buckets = bean.invoke(beans, Class.forName(store + "BucketStore"));
    Object uploads = bean.invoke(beans, Class.forName(store + "MultipartStore"));
    try {
      Object bucket =
          buckets
              .getClass()
              .getMethod("getBucketMetadata", String.class)
              .invoke(buckets, uri.split("/", 3)[1]);
      uploads
          .getClass()
          .getMethod("abortMultipartUpload", metadata, UUID.class)
          .invoke(uploads, bucket, UUID.fromString(String.valueOf(uploadId(request))));
      return true;
    } catch (InvocationTargetException | IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable Object uploadId(Object request) throws ReflectiveOperationException {
    return publicMethod(request, REQUEST, "getParameter", String.class).invoke(request, "uploadId");
  }

  private static @Nullable Object header(Object request, String name)
      throws ReflectiveOperationException {
    return publicMethod(request, REQUEST, "getHeader", String.class).invoke(request, name);
  }

  private static Method publicMethod(Object target, String type, String name, Class<?> argument)
      throws ReflectiveOperationException {
    return Class.forName(type, true, target.getClass().getClassLoader()).getMethod(name, argument);
  }

  /** Both of the processor's methods take a bean first and return it. */
  private static Object bound(Method method, Object[] given) throws ReflectiveOperationException {
    Object bean = given[0];
    if (method.getName().equals("postProcessBeforeInitialization")
        && bean.getClass().getName().equals("org.apache.catalina.connector.Connector")) {
      bean.getClass()
          .getMethod("setProperty", String.class, String.class)
          .invoke(bean, "address", LOOPBACK);
    }
    return bean;
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }

  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(
        EmbeddedS3Child.class.getClassLoader(),
        new Class<?>[] {type},
        (self, method, given) ->
            switch (method.getName()) {
              case "equals" -> self == given[0];
              case "hashCode" -> System.identityHashCode(self);
              case "toString" -> EmbeddedS3Child.class.getName();
              default -> unwrapped(handler, self, method, given);
            });
  }

  /** What was thrown behind the reflection goes on as it was thrown. */
  private static @Nullable Object unwrapped(
      InvocationHandler handler, Object self, Method method, Object[] given) throws Throwable {
    try {
      return handler.invoke(self, method, given);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said; only the end counts.
      }
    } catch (IOException e) {
      System.err.println("the standard input failed: " + e.getMessage());
    }
    System.exit(0);
  }
}
