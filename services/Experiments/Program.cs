using MlOps.Experiments;
using MlOps.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("experiments");
builder.AddExperiments();

var app = builder.Build();
app.MapServiceDefaults();
app.MapExperiments();
await app.RunAsync();
