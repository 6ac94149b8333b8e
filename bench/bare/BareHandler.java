import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * What anybody would write by hand: the same AWS calls as StartBackup makes, with the same clients
 * of the same SDK, and nothing else. The event is not read, the answer is fixed.
 */
public final class BareHandler implements RequestStreamHandler {
  private static final String NODE = "i-0123456789abcdef0";

  private final String bucket = System.getenv("VIGIE_BUCKET");
  private final S3Client s3 =
      S3Client.builder()
          .endpointOverride(URI.create(System.getenv("VIGIE_S3_ENDPOINT")))
          .forcePathStyle(true)
          .httpClientBuilder(UrlConnectionHttpClient.builder())
          .overrideConfiguration(settings -> settings.retryStrategy(RetryMode.STANDARD))
          .build();
  private final SsmClient ssm =
      SsmClient.builder()
          .httpClientBuilder(UrlConnectionHttpClient.builder())
          .overrideConfiguration(settings -> settings.retryStrategy(RetryMode.STANDARD))
          .build();

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    String folder = "operations/bare-" + context.getAwsRequestId();
    put(folder + "/request.json");
    ssm.describeInstanceInformation(request -> request.maxResults(5));
    ssm.sendCommand(
        request ->
            request
                .documentName("vigie-run")
                .instanceIds(NODE)
                .parameters(Map.of("Bucket", List.of(bucket))));
    put(folder + "/command.json");
    output.write("{\"dispatch\":\"SENT\"}".getBytes(StandardCharsets.UTF_8));
  }

  private void put(String key) {
    s3.putObject(
        request -> request.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromString("{}"));
  }
}
