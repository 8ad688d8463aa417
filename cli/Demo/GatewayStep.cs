using System.Text.Json.Nodes;
using MlOps.Contracts.Inference;

namespace MlOps.Cli.Demo;

internal static class GatewayStep
{
    public static async Task RunAsync(LifeContext life)
    {
        var hour = life.Hours.Rest.First();
        var sent = await InferenceRequest.SendAsync(life, InferenceRequest.WithFeatures("sent", hour.Features), life.Cancellation);
        Expect(sent, 200);
        Narrator.Happened(
            $"HTTP, features in the request: {sent.Output:F1} rentals from version {sent.ModelVersion}, prediction {sent.PredictionId}");

        var looked = await InferenceRequest.SendAsync(life, InferenceRequest.WithKey("looked-up", hour.Instant), life.Cancellation);
        Expect(looked, 200);
        if (Math.Abs(looked.Output - sent.Output) > 1e-3)
            throw new CommandFailedException("The looked-up features gave another prediction.");
        Narrator.Happened($"HTTP, features looked up by hour {hour.Instant}: {looked.Output:F1}");
        life.PredictionId = looked.PredictionId;

        var request = new ModelInferRequest { ModelName = life.Names.Deployment };
        request.Inputs.Add(HourlyDemand.Features.Select((name, index) => new ModelInferRequest.Types.InferInputTensor
        {
            Name = name, Datatype = "FP32", Shape = { 1 }, Contents = new InferTensorContents { Fp32Contents = { hour.Features[index] } },
        }));
        var answer = await life.Engineer.Inference.ModelInferAsync(request, cancellationToken: life.Cancellation);
        var output = answer.Outputs[0].Contents?.Fp32Contents.FirstOrDefault() ?? BitConverter.ToSingle(answer.RawOutputContents[0].Span);
        Narrator.Happened($"gRPC: {output:F1} from version {answer.ModelVersion}, prediction {answer.Id}");
        await RefusesWhatIsWrongAsync(life);
    }

    private static async Task RefusesWhatIsWrongAsync(LifeContext life)
    {
        using var unknown = await life.Engineer.Http.PostAsync(
            new Uri("/v2/models/no-such-model/infer", UriKind.Relative), new StringContent("{\"inputs\":[]}"), life.Cancellation);
        if ((int)unknown.StatusCode != 404)
            throw new CommandFailedException($"An unknown model was answered with {(int)unknown.StatusCode}.");

        var request = InferenceRequest.WithFeatures("wrong", [.. HourlyDemand.Features.Select(_ => 0f)]);
        request["inputs"]![8]!["data"] = new JsonArray("warm");
        var wrong = await InferenceRequest.SendAsync(life, request, life.Cancellation);
        Expect(wrong, 400);
        Narrator.Happened($"refused: unknown model 404; wrong type 400, “{wrong.Error}”");
    }

    private static void Expect(InferenceAnswer answer, int status)
    {
        if (answer.Status == status) return;
        throw new CommandFailedException($"Expected {status}, got {answer.Status}: {answer.Body.ToJsonString()}");
    }
}
