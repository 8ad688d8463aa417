using MlOps.MlNet;
using MlOps.Runtime;

namespace MlOps.Serving;

public static partial class ServingModule
{
    static partial void AddMlNet(IServiceCollection services) => services.AddSingleton<IModelRuntime, MlNetRuntime>();
}
