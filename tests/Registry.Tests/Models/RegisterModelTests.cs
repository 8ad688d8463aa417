using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using ModelRegistered = MlOps.Registry.Models.ModelRegistered;

namespace MlOps.Registry.Tests.Models;

public class RegisterModelTests
{
    private static readonly RegisterModelRequest Request =
        new() { Name = Given.Model, Description = "Bikes", Tags = { ["team"] = "city" } };

    [Fact]
    public void registers_a_new_model()
    {
        var registered = RegisterModel.Decide(null, Request, Given.Engineer, Given.Now).ShouldHaveSingleItem()
            .ShouldBeOfType<ModelRegistered>();

        registered.Model.ShouldBe(Given.Model);
        registered.Tags["team"].ShouldBe("city");
        registered.RegisteredBy.ShouldBe(Given.Engineer);
        registered.RegisteredAt.ShouldBe(Given.Now);
    }

    [Fact]
    public void refuses_a_name_that_is_taken() =>
        Should.Throw<AlreadyExistsException>(() => RegisterModel.Decide(Given.RegisteredModel.Model, Request, Given.Engineer, Given.Now));
}
