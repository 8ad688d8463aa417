using MlOps.MlNet;
using MlOps.Runtime;

namespace MlOps.Experiments;

public static partial class ExperimentsModule
{
    static partial void AddMlNet(IServiceCollection services) =>
        services.AddSingleton<ITrainer, MlNetTrainer>().AddSingleton<IModelRuntime, MlNetRuntime>();
}
