import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.net.URI;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * What anybody would write by hand: the same AWS calls as StartBackup makes, with the same clients
 * of the same SDK, and nothing else. Lambda's own client reads the event and writes the answer, and
 * nothing is checked.
 */
public final class BareHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
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
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    String folder = "operations/bare-" + context.getAwsRequestId();
    put(folder + "/request.json", event);
    ssm.describeInstanceInformation(request -> request.maxResults(5));
    ssm.sendCommand(
        request ->
            request
                .documentName("vigie-run")
                .instanceIds(NODE)
                .parameters(Map.of("Bucket", List.of(bucket))));
    put(folder + "/command.json", event);
    return Map.of("dispatch", "SENT");
  }

  private void put(String key, Map<String, Object> document) {
    s3.putObject(
        request -> request.bucket(bucket).key(key).ifNoneMatch("*"),
        RequestBody.fromString(String.valueOf(document)));
  }
}
