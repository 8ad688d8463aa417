using MlOps.Features;
using MlOps.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("features");
builder.AddFeatures();
var app = builder.Build();
app.MapServiceDefaults();
app.MapFeatures();
await app.RunAsync();
