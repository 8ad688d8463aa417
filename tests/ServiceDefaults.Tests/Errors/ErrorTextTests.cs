using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Tests.Errors;

public sealed class ErrorTextTests
{
    [Fact]
    public void an_error_that_quotes_a_megabyte_is_small()
    {
        var huge = string.Concat(Enumerable.Repeat("💥", 500_000));
        foreach (var exception in new Exception[]
        {
            new NotFoundException("model", huge), new AlreadyExistsException("model", huge), new RuleBrokenException("four-eyes", huge, huge),
            new InvalidRequestException(Enumerable.Range(0, 100).Select(i => new FieldFault($"{huge}[{i}]", huge)).ToList()),
        })
        {
            new StatusMap([]).Of(exception)!.CalculateSize().ShouldBeLessThan(8_000);
        }
    }

    [Fact]
    public void a_short_text_stays_and_a_long_one_ends_in_an_ellipsis()
    {
        ErrorText.Cut("abc", 3).ShouldBe("abc");
        ErrorText.Cut("abcd", 3).ShouldBe("ab…");
    }

    [Fact]
    public void a_surrogate_pair_is_not_split() => ErrorText.Cut("a💥bc", 3).ShouldBe("a…");

    [Fact]
    public void the_first_faults_are_told_when_not_all_fit()
    {
        var faults = Enumerable.Range(0, 100).Select(i => new FieldFault($"tags[{i}]", new string('x', 100))).ToList();

        ErrorText.Cut(faults).Select(fault => fault.Field).ShouldBe(Enumerable.Range(0, 13).Select(i => $"tags[{i}]"));
    }

    [Fact]
    public void wire_faults_are_named_by_their_paths()
    {
        var request = new DefineGateRequest { Model = "a\0", Reason = "fine" };
        Faults(request).ShouldBe(["model"]);
        Faults(new RegisterModelRequest { Tags = { ["k"] = "\0" } }).ShouldBe(["tags.value"]);
        Faults(new ListModelVersionsResponse { Versions = { new ModelVersion(), new ModelVersion { Aliases = { "a", "\0" } } } }).ShouldBe(["versions[1].aliases[1]"]);
        Faults(new ReadAllRequest { AsOf = new Timestamp { Nanos = -1 } }).ShouldBe(["as_of"]);
        Faults(new ReadAllRequest { AsOf = new Timestamp { Seconds = 1 } }).ShouldBeEmpty();
    }

    private static List<string> Faults(Google.Protobuf.IMessage message)
    {
        try
        {
            WireFaults.ThrowIfAny(message);
            return [];
        }
        catch (InvalidRequestException e)
        {
            return [.. e.Faults.Select(fault => fault.Field)];
        }
    }
}
